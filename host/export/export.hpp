#pragma once
#include "host/plan/plan.hpp"
#include "host/store/store.hpp"

#include <string>

namespace tlhost::engine {

/// What is written where.
struct ExportRequest {
  std::string fit;     ///< its key, or the first characters of it; "": the only one of the plan
  std::string file;    ///< must not be there
  std::string format;  ///< safetensors | pth | torchscript; "": by the ending of the file's name
};

/// Writes the network of a finished fit: a .safetensors file with its card (model_card.hpp), from
/// which `tlhost predict` works; a .pth file with the state_dict, which torch.load reads with
/// weights_only=True; or a TorchScript program from images in 0..1, [N,C,H,W] float32, to scores
/// [N,classes], the normalisation within.  Beside the latter two their card is written as
/// FILE.json.  The model is built in a child.
/// Returns: a sentence about what was written.
/// Errors: Refusal(usage) EXPORT-FIT with the fits that there are, EXPORT-FORMAT; Refusal(output)
/// EXPORT-FILE; Refusal(bad_data) EXPORT-UNFINISHED for a fit that the store does not hold;
/// Refusal(plugin) EXPORT-MODEL for what the model or LibTorch said; Refusal(disk).
std::string export_fit(const Plan& plan,
                       const Scans& scans,
                       const Store& store,
                       const ExportRequest& request);

}  // namespace tlhost::engine
