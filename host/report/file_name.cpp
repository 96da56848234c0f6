#include "host/report/file_name.hpp"

#include "host/store/digest.hpp"

namespace tlhost::engine {

namespace {

constexpr std::size_t kLongest = 200;  // file systems allow 255 bytes, temporary names need some

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

std::string shortened(const std::string& name, std::size_t longest = kLongest) {
  constexpr std::size_t kDigits = 16;
  return name.size() <= longest
             ? name
             : name.substr(0, longest - kDigits - 1) + "~" + sha256_hex(name).substr(0, kDigits);
}

}  // namespace

std::string file_name(std::string_view name) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const char c = name[at];
    const bool inner = at > 0 && at + 1 < name.size() && name[at - 1] != '_';
    if ((plain(c) && !(c == '.' && at == 0)) || (c == '_' && inner)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return out;
}

std::string target_folder(const RunOutcome& run) { return shortened(file_name(run.cell.target)); }

std::string run_file_name(const RunOutcome& run, std::size_t longest) {
  std::string name = file_name(run.cell.source) + "__" + file_name(run.cell.model) + "__" +
                     file_name(run.cell.strategy);
  name += run.cell.budget.empty() ? "" : "__budget" + file_name(run.cell.budget);
  name += run.cell.naive ? "__naive" : "";
  name += "__seed" + std::to_string(run.seed);
  name += run.division.repeat > 1 ? "__repeat" + std::to_string(run.division.repeat) : "";
  name += run.division.fold > 0 ? "__fold" + std::to_string(run.division.fold) : "";
  return shortened(name, longest);
}

std::string prediction_file(const RunOutcome& run) {
  return "predictions/" + target_folder(run) + "/" + run_file_name(run) + ".csv";
}

}  // namespace tlhost::engine
