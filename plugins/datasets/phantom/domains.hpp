#pragma once
#include <tlhost/image.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost {
namespace phantom {

/// One image of a subject.
struct Scene {
  std::int32_t label = 0;
  std::uint64_t subject = 0;  ///< seed of what the subject's images share
  std::uint64_t view = 0;     ///< seed of what is this image's own
  double difficulty = 0.5;    ///< 0 clear .. 1 barely there
  std::int32_t side = 48;     ///< pixels
};

/// A kind of picture with its own classes.
struct Domain {
  const char* name = "";
  std::int32_t channels = 3;
  std::vector<std::string> classes;
  void (*draw)(const Scene& scene, Image& out) = nullptr;
};

/// Coloured objects on cluttered grounds; a class is an outline with a texture.
Domain natural();

/// Pigmented lesions; the class lies in outline, texture and symmetry.
Domain skin();

/// Frontal chest drawings; the class is whether a lung has soft patches.
Domain xray();

}  // namespace phantom
}  // namespace tlhost
