#include "host/check/recorded_make.hpp"

#include "host/catalog/component.hpp"

namespace tlhost::engine {
namespace {

/// A view of parameters that passes on and takes down what is asked of another one.
struct Recorder {
  tlhost_params_view inner;
  ParameterReads* reads = nullptr;
};

template <class Read>
int recorded(void* ctx, const char* name, const char* type, Read read) {
  auto& recorder = *static_cast<Recorder*>(ctx);
  const int code = read(recorder.inner);
  if (code == 0) {
    recorder.reads->declared.insert(name);
  } else {
    recorder.reads->undeclared.insert(std::string(name) + ", as " + type);
  }
  return code;
}

int get_bool(void* ctx, const char* name, int* out) {
  return recorded(
      ctx, name, "a flag", [&](const auto& view) { return view.get_bool(view.ctx, name, out); });
}

int get_int(void* ctx, const char* name, int64_t* out) {
  return recorded(
      ctx, name, "an integer", [&](const auto& view) { return view.get_int(view.ctx, name, out); });
}

int get_real(void* ctx, const char* name, double* out) {
  return recorded(
      ctx, name, "a real", [&](const auto& view) { return view.get_real(view.ctx, name, out); });
}

int get_text(void* ctx, const char* name, tlhost_str* out) {
  return recorded(
      ctx, name, "a text", [&](const auto& view) { return view.get_text(view.ctx, name, out); });
}

int list_size(void* ctx, const char* name, size_t* out) {
  return recorded(
      ctx, name, "a list", [&](const auto& view) { return view.list_size(view.ctx, name, out); });
}

int get_real_at(void* ctx, const char* name, size_t index, double* out) {
  return recorded(ctx, name, "a list of reals", [&](const auto& view) {
    return view.get_real_at(view.ctx, name, index, out);
  });
}

int get_text_at(void* ctx, const char* name, size_t index, tlhost_str* out) {
  return recorded(ctx, name, "a list of texts", [&](const auto& view) {
    return view.get_text_at(view.ctx, name, index, out);
  });
}

}  // namespace

MadeObject make_object(const Subject& subject, const Arguments& arguments) {
  return create_object(
      *subject.library, *subject.entry, arguments, ModelRequest{}, *subject.context);
}

MadeObject make_object(const Subject& subject, const Arguments& arguments, ParameterReads& reads) {
  Recorder recorder{view_of(arguments), &reads};
  const tlhost_params_view view{sizeof view,
                                0,
                                &recorder,
                                &get_bool,
                                &get_int,
                                &get_real,
                                &get_text,
                                &list_size,
                                &get_real_at,
                                &get_text_at};
  return create_from_view(*subject.library, *subject.entry, view, ModelRequest{}, *subject.context);
}

}  // namespace tlhost::engine
