#include "host/catalog/component.hpp"

#include "host/log/exception_text.hpp"
#include "host/log/problem.hpp"

#include <tlhost/abi_copy.hpp>
#include <tlhost/error.hpp>

#include <cstring>
#include <utility>

namespace tlhost::engine {
namespace {

const Argument::Value* find(void* ctx, const char* name) {
  const auto& arguments = *static_cast<const Arguments*>(ctx);
  const auto found = name == nullptr ? arguments.end() : arguments.find(name);
  return found == arguments.end() ? nullptr : &found->second;
}

template <class T>
const T* get(void* ctx, const char* name) {
  const Argument::Value* value = find(ctx, name);
  return value == nullptr ? nullptr : std::get_if<T>(value);
}

int get_bool(void* ctx, const char* name, int* out) {
  const bool* value = get<bool>(ctx, name);
  *out = value != nullptr && *value ? 1 : 0;
  return value == nullptr;
}

int get_int(void* ctx, const char* name, int64_t* out) {
  const std::int64_t* value = get<std::int64_t>(ctx, name);
  *out = value == nullptr ? 0 : *value;
  return value == nullptr;
}

int get_real(void* ctx, const char* name, double* out) {
  const double* value = get<double>(ctx, name);
  *out = value == nullptr ? 0 : *value;
  return value == nullptr;
}

int get_text(void* ctx, const char* name, tlhost_str* out) {
  const std::string* value = get<std::string>(ctx, name);
  *out = value == nullptr ? tlhost_str{nullptr, 0} : tlhost_str{value->data(), value->size()};
  return value == nullptr;
}

int list_size(void* ctx, const char* name, size_t* out) {
  if (const auto* reals = get<std::vector<double>>(ctx, name)) {
    *out = reals->size();
    return 0;
  }
  const auto* texts = get<std::vector<std::string>>(ctx, name);
  *out = texts == nullptr ? 0 : texts->size();
  return texts == nullptr;
}

int get_real_at(void* ctx, const char* name, size_t index, double* out) {
  const auto* reals = get<std::vector<double>>(ctx, name);
  const bool there = reals != nullptr && index < reals->size();
  *out = there ? (*reals)[index] : 0;
  return !there;
}

int get_text_at(void* ctx, const char* name, size_t index, tlhost_str* out) {
  const auto* texts = get<std::vector<std::string>>(ctx, name);
  const bool there = texts != nullptr && index < texts->size();
  *out =
      there ? tlhost_str{(*texts)[index].data(), (*texts)[index].size()} : tlhost_str{nullptr, 0};
  return !there;
}

/// The host's Context behind the C services.
struct Services {
  Context* context = nullptr;
  std::string scratch;
};

tlhost_host make_services(Services& services) {
  tlhost_host host{};
  host.struct_size = sizeof host;
  host.sdk_major = TLHOST_SDK_MAJOR;
  host.sdk_minor = TLHOST_SDK_MINOR;
  host.ctx = &services;
  host.log = [](void* ctx, int level, tlhost_str text) {
    static_cast<Services*>(ctx)->context->log(static_cast<Level>(level), detail::text_of(text));
  };
  host.cancelled = [](void* ctx) {
    return static_cast<Services*>(ctx)->context->cancelled() ? 1 : 0;
  };
  host.progress = [](void* ctx, double done, double total) {
    static_cast<Services*>(ctx)->context->progress(done, total);
  };
  host.scratch = [](void* ctx, tlhost_str* out) {
    auto& held = *static_cast<Services*>(ctx);
    held.scratch = held.context->scratch();
    *out = {held.scratch.data(), held.scratch.size()};
    return held.scratch.empty() ? 1 : 0;
  };
  return host;
}

struct CreateError {
  int code = TLHOST_OK;
  std::string text;
};

[[noreturn]] void rethrow(const CreateError& error, const std::string& where) {
  const std::string text = where + ": " + error.text;
  switch (error.code) {
    case TLHOST_E_CONFIG:
      throw ConfigError(text);
    case TLHOST_E_DATA:
      throw DataError(text);
    case TLHOST_E_RESOURCE:
      throw ResourceError(text);
    case TLHOST_E_NOT_APPLICABLE:
      throw NotApplicable(text);
    default:
      throw Error(text);
  }
}

}  // namespace

std::unique_ptr<void, std::function<void(void*)>> create_from_view(const Library& library,
                                                                   const Library::Entry& entry,
                                                                   const tlhost_params_view& params,
                                                                   const ModelRequest& request,
                                                                   Context& context) {
  Services services{&context, ""};
  const tlhost_host host = make_services(services);
  const tlhost_model_request model{
      sizeof model, 0, request.channels, request.classes, request.image_size};
  const tlhost_create_args args{sizeof args, 0, &host, &params, &model};
  CreateError failed;
  tlhost_error error{sizeof error, 0, &failed, [](void* ctx, int32_t code, tlhost_str text) {
                       *static_cast<CreateError*>(ctx) = {code, detail::text_of(text)};
                     }};
  void* object = nullptr;
  const int code = entry.create(&args, &object, &error);
  if (code != TLHOST_OK || object == nullptr) {
    failed.code = code;
    rethrow(failed, library.facts().id + " " + table_of(entry.facts.kind) + "/" + entry.facts.name);
  }
  return {object, entry.destroy};
}

std::unique_ptr<void, std::function<void(void*)>> create_object(const Library& library,
                                                                const Library::Entry& entry,
                                                                const Arguments& arguments,
                                                                const ModelRequest& request,
                                                                Context& context) {
  return create_from_view(library, entry, view_of(arguments), request, context);
}

tlhost_params_view view_of(const Arguments& arguments) {
  return {sizeof(tlhost_params_view),
          0,
          const_cast<Arguments*>(&arguments),  // the getters only read
          &get_bool,
          &get_int,
          &get_real,
          &get_text,
          &list_size,
          &get_real_at,
          &get_text_at};
}

void at_the_door(const std::string& where, const std::function<void()>& body) {
  CreateError caught;
  try {
    body();
    return;
  } catch (const Refusal&) {
    throw;  // the host's own, from a call back into it
  } catch (const ConfigError& e) {
    caught = {TLHOST_E_CONFIG, e.what()};
  } catch (const DataError& e) {
    caught = {TLHOST_E_DATA, e.what()};
  } catch (const ResourceError& e) {
    caught = {TLHOST_E_RESOURCE, e.what()};
  } catch (const NotApplicable& e) {
    caught = {TLHOST_E_NOT_APPLICABLE, e.what()};
  } catch (const std::exception& e) {
    caught = {TLHOST_E_INTERNAL, text_of(e)};
  }
  rethrow(caught, where);
}

}  // namespace tlhost::engine
