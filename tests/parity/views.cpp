// How images are resized, for a comparison with Pillow:
//   views resize HEIGHT WIDTH CHANNELS TO_HEIGHT TO_WIDTH < bytes > bytes
//   views file SIZE CHANNELS FILE > bytes       its view, stretched, decoded no further than needed
#include "host/data/reduce.hpp"
#include "host/data/resize.hpp"

#include <tlhost/error.hpp>

#include <charconv>
#include <iostream>
#include <iterator>
#include <string>

namespace {

using namespace tlhost::engine;

std::int64_t number(const std::string& word) {
  std::int64_t value = 0;
  std::from_chars(word.data(), word.data() + word.size(), value);
  return value;
}

void print(const std::vector<std::uint8_t>& bytes) {
  std::cout.write(reinterpret_cast<const char*>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

int main(int count, char** words) {
  const std::string verb = count > 1 ? words[1] : "";
  if (verb == "resize" && count == 7) {
    Raster raster{number(words[2]), number(words[3]), number(words[4]), {}};
    raster.bytes.assign(std::istreambuf_iterator<char>(std::cin), {});
    print(resized(raster, number(words[5]), number(words[6])).bytes);
  } else if (verb == "file" && count == 5) {
    const View view{number(words[2]), "stretch", number(words[3])};
    const std::vector<std::uint8_t> bytes = read_regular_file(words[4], 256U << 20);
    print(view_image(decode_at_least(bytes, {view.size, view.size}), view));
  } else {
    std::cerr << "usage: views resize H W C TO_H TO_W | views file SIZE CHANNELS FILE\n";
    return 2;
  }
  return 0;
}
