// What files of weights hold, for a comparison with another reader of them:
//   weights list FILE...        one line of JSON a file: its tensors with a digest, or why not
//   weights pth IN OUT          reads any, writes a .pth
//   weights time FILE           seconds to load a .pth without and with its digest, the least of 5;
//   kB of memory
#include "host/store/digest.hpp"
#include "host/weights/pth.hpp"
#include "host/weights/weights_file.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <functional>
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
      tensors.push_back(
          boost::json::array{name, c10::toString(tensor.scalar_type()), shape, sha.hex()});
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

double seconds_of(const std::function<void()>& work) {
  double least = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    least = std::min(least, spent.count());
  }
  return least;
}

void time_loading(const std::string& path) {
  struct rusage used {};

  const double tensors = seconds_of([&] { read_pth_zip(InputFile(path)); });
  const double all = seconds_of([&] { read_weights_file(path); });
  ::getrusage(RUSAGE_SELF, &used);
  std::cout << tensors << " " << all << " " << used.ru_maxrss << "\n";
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
