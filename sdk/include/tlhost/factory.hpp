#pragma once
#include <tlhost/abi.h>
#include <tlhost/create.hpp>
#include <tlhost/error.hpp>

#include <exception>
#include <string>
#include <string_view>

namespace tlhost {
inline namespace v1 {
namespace detail {

/// The host's services as the interface that plugin code sees.
class HostContext final : public Context {
 public:
  explicit HostContext(const tlhost_host& host) : host_(host) {}

  void log(Level level, std::string_view text) override {
    host_.log(host_.ctx, static_cast<int>(level), {text.data(), text.size()});
  }

  bool cancelled() const noexcept override { return host_.cancelled(host_.ctx) != 0; }

  void progress(double done, double total) override { host_.progress(host_.ctx, done, total); }

  std::string scratch() override {
    tlhost_str path{nullptr, 0};
    if (host_.scratch(host_.ctx, &path) != 0) {
      throw ResourceError("there is no scratch folder here");
    }
    return std::string(path.data, path.size);
  }

 private:
  const tlhost_host& host_;
};

inline int report(tlhost_error* error, int code, std::string_view text) noexcept {
  error->set(error->ctx, code, {text.data(), text.size()});
  return code;
}

/// Runs a function at the boundary: no exception leaves it.
template <class Function>
int guarded(tlhost_error* error, Function function) noexcept {
  try {
    function();
    return TLHOST_OK;
  } catch (const ConfigError& e) {
    return report(error, TLHOST_E_CONFIG, e.what());
  } catch (const DataError& e) {
    return report(error, TLHOST_E_DATA, e.what());
  } catch (const ResourceError& e) {
    return report(error, TLHOST_E_RESOURCE, e.what());
  } catch (const NotApplicable& e) {
    return report(error, TLHOST_E_NOT_APPLICABLE, e.what());
  } catch (const std::exception& e) {
    return report(error, TLHOST_E_INTERNAL, e.what());
  } catch (...) {
    return report(error, TLHOST_E_INTERNAL, "an exception that is not a std::exception");
  }
}

template <class Interface, class T>
struct Factory {
  static int create(const tlhost_create_args* args, void** out, tlhost_error* error) {
    return guarded(error, [args, out] {
      HostContext context(*args->host);
      ModelRequest request;
      request.channels = args->model->channels;
      request.classes = args->model->classes;
      request.image_size = args->model->image_size;
      const Create create{Params(*args->params), request, context};
      *out = static_cast<Interface*>(new T(create));
    });
  }

  static void destroy(void* object) { delete static_cast<Interface*>(object); }
};

/// An ELF note as the linker lays it out.
struct ElfNote {
  std::uint32_t name_size, body_size, type;
  char owner[8];
  tlhost_note body;
};

}  // namespace detail

}  // namespace v1
}  // namespace tlhost
