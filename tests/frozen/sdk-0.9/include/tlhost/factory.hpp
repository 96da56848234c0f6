#pragma once
#include <tlhost/abi.h>
#include <tlhost/abi_copy.hpp>
#include <tlhost/create.hpp>
#include <tlhost/error.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace tlhost {
inline namespace v1 {
namespace detail {

/// The host's services as the interface that plugin code sees.
/// Errors: Error from a service that this host does not have.
class HostContext final : public Context {
 public:
  explicit HostContext(const tlhost_host* host) : host_(known_part(host)) {}

  void log(Level level, std::string_view text) override {
    offered(host_.log != nullptr, "a log");
    host_.log(host_.ctx, static_cast<int>(level), {text.data(), text.size()});
  }

  bool cancelled() const noexcept override {
    return host_.cancelled != nullptr && host_.cancelled(host_.ctx) != 0;
  }

  void progress(double done, double total) override {
    offered(host_.progress != nullptr, "progress");
    host_.progress(host_.ctx, done, total);
  }

  std::string scratch() override {
    offered(host_.scratch != nullptr, "a scratch folder");
    tlhost_str path{nullptr, 0};
    if (host_.scratch(host_.ctx, &path) != 0) {
      throw ResourceError("there is no scratch folder here");
    }
    return text_of(path);
  }

 private:
  tlhost_host host_;
};

inline int report(tlhost_error* error, int code, std::string_view text) noexcept {
  const tlhost_error known = known_part(error);
  if (known.set != nullptr) {
    known.set(known.ctx, code, {text.data(), text.size()});
  }
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

/// What a model is made for; the defaults where the host says nothing of it.
inline ModelRequest model_request(const tlhost_model_request* theirs) {
  ModelRequest request;
  if (theirs != nullptr) {
    constexpr std::size_t kLeast =
        offsetof(tlhost_model_request, image_size) + sizeof(std::int64_t);
    offered(theirs->struct_size >= kLeast, "a whole model request");
    const tlhost_model_request known = known_part(theirs);
    request.channels = known.channels;
    request.classes = known.classes;
    request.image_size = known.image_size;
  }
  return request;
}

template <class Interface, class T>
struct Factory {
  static int create(const tlhost_create_args* args, void** out, tlhost_error* error) {
    return guarded(error, [args, out] {
      const tlhost_create_args known = known_part(args);
      const tlhost_params_view params = known_part(known.params);
      const ModelRequest request = model_request(known.model);
      HostContext context(known.host);
      const Create create{Params(params), request, context};
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
