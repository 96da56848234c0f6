#pragma once
#include "host/weights/input_file.hpp"

#include <tlhost/tensors.hpp>

#include <string>
#include <vector>

namespace tlhost::engine {

/// The tensors of a file of torch.save.
struct PthFile {
  std::string place;                ///< where they stood in the file: "state_dict"; empty: on top
  std::vector<std::string> others;  ///< groups of tensors that were not taken
  NamedTensors tensors;             ///< contiguous; tied ones share memory, as in the file
};

/// Reads the zip archive that PyTorch 1.6 and later writes.  The CRC of every entry is verified;
/// nothing in the file is run, and the file is never in memory as a whole.
/// Errors: DataError without the path; a TorchScript program is refused by name.
PthFile read_pth_zip(const InputFile& file);
/// Reads what PyTorch before 1.6 wrote: five pickles, then the storages.  It has no checksums.
PthFile read_pth_legacy(const InputFile& file);

/// Writes a state_dict that torch.load reads, with weights_only=True too: a zip archive with
/// stored entries, data at multiples of 64 bytes, and bytes that depend on the arguments only.
/// Errors: Refusal(disk); std::invalid_argument for a dtype, device or layout that the format
/// cannot hold, and for a name that is empty or given twice.
void write_pth(const std::string& path, const NamedTensors& tensors);

/// Where the name of a file ends in torchvision's 8 hex digits ("vgg16-397923af.pth"), the digest
/// must begin with them; 8 digits that are a date are none.  Errors: DataError without the path.
void check_digits_of_name(const std::string& path, const std::string& sha256);

}  // namespace tlhost::engine
