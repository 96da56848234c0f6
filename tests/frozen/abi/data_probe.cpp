// Names every type of the SDK that needs no tensors, so that their layouts stand in the debug
// information of a library that abidiff can read.
#include <tlhost/create.hpp>
#include <tlhost/dataset.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/stage.hpp>
#include <tlhost/target.hpp>

namespace tlhost_probe {

TLHOST_API void c_layer(const tlhost_plugin&,
                        const tlhost_note&,
                        const tlhost_component&,
                        const tlhost_param&,
                        const tlhost_registrar&,
                        const tlhost_create_args&) {}

TLHOST_API void c_services(const tlhost_host&,
                           const tlhost_params_view&,
                           const tlhost_model_request&,
                           const tlhost_error&,
                           tlhost_str) {}

TLHOST_API void interfaces(tlhost::Object&, tlhost::Dataset&, tlhost::Context&, tlhost::Records&) {}

TLHOST_API void structs(tlhost::Record&,
                        tlhost::DatasetInfo&,
                        tlhost::Image&,
                        tlhost::Stage&,
                        tlhost::TargetInfo&,
                        tlhost::SourceInfo&) {}

TLHOST_API void enums(
    tlhost::Level&, tlhost::Split&, tlhost::Labelling&, tlhost::Layout&, tlhost::Part&) {}

TLHOST_API void errors(tlhost::Error&,
                       tlhost::ConfigError&,
                       tlhost::DataError&,
                       tlhost::ResourceError&,
                       tlhost::NotApplicable&) {}

}  // namespace tlhost_probe
