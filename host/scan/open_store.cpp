#include "host/scan/open_store.hpp"

#include "host/store/file_ops.hpp"

namespace tlhost::engine {

Store open_store(const ExperimentSpec& spec, Log& log) {
  ensure_writable_folder(spec.output);
  Store store = Store::open(spec.store);
  store.warn = [&log](const std::string& text) { log.warning(text); };
  store.sweep();
  return store;
}

}  // namespace tlhost::engine
