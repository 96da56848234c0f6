// What files of weights hold, for a comparison with another reader of them:
//   weights list FILE...        one line of JSON a file: its tensors with a digest, or why not
//   weights pth IN OUT          reads any, writes a .pth
//   weights time FILE           seconds to load it (its digest included), and the most memory used
#include "host/store/digest.hpp"
#include "host/weights/pth.hpp"
#include "host/weights/weights_file.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <sys/resource.h>

#include <chrono>
#include <iostream>
#include <string>

namespace {

using namespace tlhost::engine;

boost::json::object listed(const std::string& path) {
  boost::json::object line{{"file", path}};
  try {
    const WeightsFile file = read_weights_file(path);
    boost::json::array tensors;
    for (const auto& [name, tensor] : file.tensors) {
      Sha256 sha;
      sha.add(tensor.data_ptr(), tensor.nbytes());
      boost::json::array shape(tensor.sizes().begin(), tensor.sizes().end());
      tensors.push_back(boost::json::array{name, c10::toString(tensor.scalar_type()), shape,
                                           sha.hex()});
    }
    line["format"] = file.format;
    line["place"] = file.place;
    line["others"] = boost::json::array(file.others.begin(), file.others.end());
    line["tensors"] = tensors;
  } catch (const tlhost::DataError& error) {
    line["error"] = error.what();
  }
  return line;
}

void time_loading(const std::string& path) {
  const auto begin = std::chrono::steady_clock::now();
  const WeightsFile file = read_weights_file(path);
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;

  struct rusage used {};

  ::getrusage(RUSAGE_SELF, &used);
  std::cout << spent.count() << " " << used.ru_maxrss << "\n";
}

}  // namespace

int main(int count, char** words) {
  const std::string verb = count > 1 ? words[1] : "";
  if (verb == "list") {
    for (int i = 2; i < count; ++i) {
      std::cout << boost::json::serialize(listed(words[i])) << std::endl;
    }
  } else if (verb == "pth" && count == 4) {
    write_pth(words[3], read_weights_file(words[2]).tensors);
  } else if (verb == "time" && count == 3) {
    time_loading(words[2]);
  } else {
    std::cerr << "usage: weights list FILE... | pth IN OUT | time FILE\n";
    return 2;
  }
  return 0;
}
