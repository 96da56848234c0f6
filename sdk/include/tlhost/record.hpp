#pragma once
#include <tlhost/api.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlhost {
inline namespace v1 {

enum class Split : std::uint8_t { unspecified, train, validation, test };
enum class Labelling : std::uint8_t {
  multiclass,  ///< each sample is of one class
  multilabel,  ///< each class is there or not, by itself
  ordinal      ///< of one class, and the classes are in order; learnt and scored as multiclass
};

/// One sample, known without decoding a pixel.
struct Record {
  std::string path;        ///< the file behind it: absolute, or relative to DatasetInfo::root
  std::int64_t frame = 0;  ///< which image inside path; own_pixels only
  std::string id;          ///< stable and unique; empty: path, with "#frame" if frame > 0
  std::vector<std::int32_t> labels;  ///< one class; multilabel: the positive labels, perhaps none
  std::string group;                 ///< never divided between splits; empty: a group of its own
  std::string stratum;               ///< what splits are balanced by; empty: the label or labels
  Split split = Split::unspecified;  ///< the publisher's own split
  std::vector<std::int32_t>
      unknown;  ///< multilabel: neither positive nor negative; left out of loss and figures
  /// {"sex", "female"}: kept with the records, hidden from strategies and in no key.
  std::vector<std::pair<std::string, std::string>> attributes;
};

struct DatasetInfo {
  std::string root;        ///< in no key: data may move
  std::string collection;  ///< one name for all label views of the same images; empty: component
                           ///< and parameters
  std::vector<std::string> classes;  ///< in label order, never in directory order
  Labelling labelling = Labelling::multiclass;
  std::int32_t channels = 3;  ///< as stored: 1 grey, 3 colour
  std::string group_is;       ///< "patient", "lesion", "original image" ... or "none"; must be set
  bool own_pixels = false;    ///< the host calls Dataset::image() instead of decoding path
  std::string version, citation, licence, url;
};

/// The list under construction; order is irrelevant, the host sorts by id.
struct TLHOST_API Records {
  virtual Record& add() = 0;  ///< valid until the next add()
  virtual void skip(std::string_view what,
                    std::string_view why) = 0;  ///< a file or row left out; counted and reported

 protected:
  ~Records() = default;
};

}  // namespace v1
}  // namespace tlhost
