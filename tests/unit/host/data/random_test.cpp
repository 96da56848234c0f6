#include "host/data/random.hpp"

#include "tests/support/catch.hpp"

#include <array>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

using tlhost::engine::Stream;
using tlhost::engine::stream_key;

// Keys and draws by Python's hashlib and a xoshiro256** that is checked against the generator's
// published start from the state {1, 2, 3, 4}:
//   import hashlib, struct
//   q = lambda n: struct.pack("<Q", n)
//   t = lambda s: q(len(s)) + s.encode()
//   def digest(seed, purpose, coordinates=(), id=""):
//       name = t("tlhost.stream/1") + q(seed) + t(purpose) + q(len(coordinates))
//       return hashlib.sha256(name + b"".join(map(q, coordinates)) + t(id)).digest()
//   m = 2**64 - 1
//   rol = lambda x, k: (x << k | x >> (64 - k)) & m
//   def draw(s, n):
//       s = list(s); out = []
//       for _ in range(n):
//           out.append(rol(s[1] * 5 & m, 7) * 9 & m)
//           u = s[1] << 17 & m
//           s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= u; s[3] = rol(s[3], 45)
//       return out
//   assert draw([1, 2, 3, 4], 4) == [11520, 0, 1509978240, 1215971899390074240]
//   s = struct.unpack("<4Q", digest(0, "init")); print(s[0], draw(s, 4), draw(s, 1000)[-1])

namespace {

void check_draws(Stream stream, const std::array<std::uint64_t, 4>& first, std::uint64_t last) {
  std::vector<std::uint64_t> drawn(1000);
  for (auto& value : drawn) {
    value = stream.next();
  }
  CHECK(std::equal(first.begin(), first.end(), drawn.begin()));
  CHECK(drawn.back() == last);
}

}  // namespace

TEST_CASE("a stream's key is the start of its name's SHA-256", "[data][random]") {
  CHECK(stream_key(0, "init") == 6717458998158891078U);
  CHECK(stream_key(7, "augment", {3, 12}, "img/1.png") == 5254410407619865841U);
  CHECK(stream_key(~0ULL, "shuffle", {5}) == 11522042717977330615U);
}

TEST_CASE("a stream draws xoshiro256** from its name's SHA-256", "[data][random]") {
  check_draws(
      Stream(0, "init"),
      {5144196307486941334U, 18238376545266236716U, 9145402738153867081U, 5279770120301068181U},
      8191296781238875485U);
  check_draws(
      Stream(7, "augment", {3, 12}, "img/1.png"),
      {16224115685273604589U, 2438077152142014938U, 16723943849642738861U, 15213476631284183514U},
      3884786106458167951U);
  check_draws(
      Stream(~0ULL, "shuffle", {5}),
      {7651127379627563422U, 17634880609277682003U, 18034148937559879123U, 8578324850618402513U},
      11608666694222689698U);
}

TEST_CASE("names that could run together are different streams", "[data][random]") {
  const std::set<std::uint64_t> keys = {stream_key(0, "ab", {}, "c"),
                                        stream_key(0, "a", {}, "bc"),
                                        stream_key(0, "abc"),
                                        stream_key(0, "abc", {0}),
                                        stream_key(0, "abc", {0, 0}),
                                        stream_key(1, "abc"),
                                        stream_key(0, "abc", {1}),
                                        stream_key(0, "", {}, "abc"),
                                        stream_key(0, "abc", {256}),
                                        stream_key(0, std::string_view("abc\0", 4))};
  CHECK(keys.size() == 10);
}

TEST_CASE("making one stream does not disturb another", "[data][random]") {
  Stream alone(3, "a");
  Stream first(3, "a");
  Stream second(3, "b");
  for (int i = 0; i < 100; ++i) {
    second.next();
    CHECK(alone.next() == first.next());
  }
}

TEST_CASE("uniform is the upper 53 bits and stays below one", "[data][random]") {
  Stream stream(0, "init");
  CHECK(stream.uniform() == static_cast<double>(5144196307486941334U >> 11) / 9007199254740992.0);
  double sum = 0;
  for (int i = 0; i < 100000; ++i) {
    const double x = stream.uniform();
    REQUIRE(x >= 0);
    REQUIRE(x < 1);
    sum += x;
  }
  // Mean 1/2, deviation of the mean 1 / sqrt(12 * 100000) = 0.0009.
  CHECK(std::abs(sum / 100000 - 0.5) < 0.004);
}

TEST_CASE("below has no bias and refuses an empty range", "[data][random]") {
  Stream stream(1, "below");
  std::array<int, 6> counts{};
  for (int i = 0; i < 60000; ++i) {
    ++counts.at(stream.below(6));
  }
  for (const int count : counts) {
    // Binomial: 10000 expected, deviation 91.
    CHECK(std::abs(count - 10000) < 450);
  }
  // A bound of 3/4 of the range: without rejection, the lower third would come up twice as often.
  const std::uint64_t bound = 3ULL << 62;
  int lower = 0;
  for (int i = 0; i < 30000; ++i) {
    lower += stream.below(bound) < bound / 3 ? 1 : 0;
  }
  CHECK(std::abs(lower - 10000) < 410);  // deviation 82
  CHECK(stream.below(1) == 0);
  CHECK_THROWS_AS(stream.below(0), std::invalid_argument);
}
