#include "host/process/surroundings.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <cfenv>
#include <clocale>
#include <cstddef>
#include <filesystem>
#include <locale>
#include <vector>

namespace tlhost::engine {
namespace {

constexpr std::array<__rlimit_resource, 4> kLimits{
    RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_AS, RLIMIT_DATA};

bool denormals_are_flushed() {
  volatile float tiny = 1e-40F;
  const volatile float product = tiny * 1.0F;
  return product == 0;
}

}  // namespace

Surroundings surroundings() {
  Surroundings now;
  std::error_code ignored;  // a folder that is gone has the name ""
  now.folder = std::filesystem::current_path(ignored).string();
  now.locale = std::locale().name();
  now.c_locale = std::setlocale(LC_ALL, nullptr);
  now.mask = umask(0);
  umask(now.mask);
  for (std::size_t i = 0; i < kLimits.size(); ++i) {
    rlimit limit{};
    getrlimit(kLimits[i], &limit);
    now.limits[i] = limit.rlim_cur;
  }
  now.rounding = std::fegetround();
  now.traps = fegetexcept();
  now.flushes = denormals_are_flushed();
  return now;
}

std::string what_changed(const Surroundings& before, const Surroundings& now) {
  std::vector<std::string> changes;
  const auto compare = [&changes](bool same, const char* what) {
    if (!same) {
      changes.emplace_back(what);
    }
  };
  compare(before.folder == now.folder, "the working folder");
  compare(before.locale == now.locale && before.c_locale == now.c_locale, "the locale");
  compare(before.mask == now.mask, "the umask");
  compare(before.limits == now.limits, "the limits of resources");
  compare(before.rounding == now.rounding, "the rounding of numbers");
  compare(before.traps == now.traps, "the floating point exceptions");
  compare(before.flushes == now.flushes, "the treatment of denormal numbers");
  std::string text;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == changes.size() ? " and " : ", ") + changes[i];
  }
  return text;
}

}  // namespace tlhost::engine
