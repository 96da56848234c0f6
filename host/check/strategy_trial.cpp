#include "host/check/strategy_trial.hpp"

#include "host/check/tensor_bytes.hpp"
#include "host/check/toy_model.hpp"
#include "host/check/trial.hpp"
#include "host/data/random.hpp"
#include "host/execute/inference.hpp"
#include "host/log/exception_text.hpp"
#include "host/process/child.hpp"
#include "host/store/store.hpp"

#include <tlhost/error.hpp>
#include <tlhost/strategy.hpp>

#include <ATen/ATen.h>
#include <boost/json/serialize.hpp>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <numeric>
#include <optional>

namespace tlhost::engine {
namespace {

/// A folder that goes with its fit.
class FitFolder {
 public:
  explicit FitFolder(const std::string& parent) : path_(parent + "/fit") {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ + "/scratch");
  }

  ~FitFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  FitFolder(const FitFolder&) = delete;
  FitFolder& operator=(const FitFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

FitJob job_of(const FitCase& fit) {
  FitJob job;
  job.target_name = "toy";
  job.channels = 1;
  job.classes = fit.images.classes;
  job.view.view.size = ToyData::kSize;
  job.view.view.channels = 1;
  job.select = "auc";
  job.seed = fit.seed;
  job.training.epochs = 3;
  job.training.batch = 6;
  job.training.lr = 0.05;
  job.training.augment.flip = fit.flips;
  job.source_name = "scratch";
  if (fit.pretrained) {
    job.init = 0;
    job.source_name = "source";
    job.source_datasets = {"toys"};
    for (std::int64_t c = 0; c < (fit.known_classes ? fit.images.classes : 3); ++c) {
      job.source_classes.push_back((fit.known_classes ? "class " : "toy ") + std::to_string(c));
    }
  }
  return job;
}

/// The network as a job makes it: with a source only the head is drawn by the seed.
HostNetwork starting_network(const FitCase& fit, const ToyData& toy) {
  HostNetwork network =
      toy_network(fit.images.classes, stream_key(fit.seed, fit.pretrained ? "head" : "init"));
  if (!fit.pretrained) {
    return network;
  }
  HostNetwork source = toy_network(3, 1234);
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < source.size(); ++i) {
    source.set_training(i, i < source.head());
  }
  for (int i = 0; i < 20; ++i) {  // the norms learn their statistics
    source.forward(toy.batches.images(toy.data.train), 0, source.head());
  }
  NamedTensors backbone;
  for (const NetworkTensor& entry : source.tensors()) {
    if (entry.stage < source.head()) {
      backbone.emplace_back(entry.name, entry.tensor);
    }
  }
  network.load(backbone);
  return network;
}

double score_on_validation(const at::Tensor& scores, const FitData& data) {
  return data.validation.empty() ? std::numeric_limits<double>::quiet_NaN()
                                 : selection_of(scores, data, "auc");
}

/// Runs fit() and says how it ended; nothing that the plugin threw lives on.
void end_of(Strategy& strategy, WatchedTask& task, FitRecord& record) {
  const auto ended = [&record](FitEnd end, const std::exception& error) {
    record.end = end;
    record.text = text_of(error);
  };
  try {
    strategy.fit(task);
    task.end_of_fit();
  } catch (const NotApplicable& error) {
    ended(FitEnd::not_applicable, error);
  } catch (const HostStops& error) {
    ended(FitEnd::host_stopped, error);
  } catch (const Error& error) {
    ended(FitEnd::sdk_error, error);
  } catch (const Diverged& error) {
    ended(FitEnd::sdk_error, error);
  } catch (const std::exception& error) {
    ended(FitEnd::other_error, error);
  } catch (...) {
    record.end = FitEnd::other_error;
    record.text = "an exception that is no std::exception";
  }
}

void take_result(WatchedTask& task, HostNetwork& network, FitRecord& record) {
  record.result = cloned(network.state());
  record.train = task.result_scores(Part::train);
  record.validation = task.result_scores(Part::validation);
  record.result.emplace_back("the training scores", record.train);
  record.result.emplace_back("the validation scores", record.validation);
  record.ends_early = task.linear_end().has_value();
  if (record.ends_early) {
    record.result.emplace_back("the linear end's weight", task.linear_end()->weight.clone());
    record.result.emplace_back("the linear end's bias", task.linear_end()->bias.clone());
  }
}

}  // namespace

FitRecord fit_toy(const Subject& subject, const FitCase& fit, const Break& broken) {
  const FitFolder folder(subject.scratch);
  const FitJob job = job_of(fit);
  const ToyData toy(folder.path(), fit.images);
  HostNetwork network = starting_network(fit, toy);
  const Store store = Store::open(subject.scratch + "/store");  // stays empty
  FeatureMemo memo(store, nullptr, {});
  Channel nowhere(-1);
  ChildContext unused(nowhere, "");
  FitRecord record;
  record.start = cloned(network.state());
  record.tensors = network.tensors();
  record.head = network.head();
  if (!toy.data.validation.empty()) {
    record.start_score = score_on_validation(
        network_scores(network, toy.batches, toy.data.validation, false), toy.data);
  }
  const Loaded<Strategy> strategy(create_object(
      *subject.library, *subject.entry, subject.arguments, ModelRequest{}, *subject.context));
  at::manual_seed(stream_key(fit.seed, "before the fit"));
  WatchedTask task({job, network, toy.batches, toy.data, memo, unused},
                   *subject.context,
                   folder.path() + "/scratch",
                   broken);
  end_of(*strategy, task, record);
  record.events = task.events();
  record.phases = task.trained();
  record.complaints = task.complaints();
  record.linear_set = task.linear_set();
  if (record.end == FitEnd::finished) {
    take_result(task, network, record);
    record.score = score_on_validation(record.validation, toy.data);
  }
  return record;
}

boost::json::object fit_toy_in_child(const Subject& subject,
                                     const FitCase& fit,
                                     const Break& broken) {
  Child child = Child::start("", [&](Channel& channel) {
    const FitRecord record = fit_toy(subject, fit, broken);
    if (record.end == FitEnd::finished) {
      channel.send({{"prints", prints_of(record.result)}});
    } else {
      channel.send({{"error", record.text}});
    }
    return 0;
  });
  const std::optional<boost::json::value> answer = child.channel().receive();
  const ChildExit exit = child.wait();
  if (broken.way == Break::Way::kills && exit.signal == SIGKILL) {
    return {};
  }
  if (!answer || !answer->as_object().contains("prints")) {
    throw Unsuited("in a child of its own the fit does not finish: " +
                   (answer ? boost::json::serialize(*answer) : exit.text()));
  }
  return answer->at("prints").as_object();
}

PlainFit plain_fit(const Subject& subject) {
  PlainFit plain{{"2 classes from a source", {}, true}, {}};
  plain.record = fit_toy(subject, plain.fit);
  if (plain.record.end == FitEnd::not_applicable) {
    plain.fit = {"2 classes from scratch", {}, false};
    plain.record = fit_toy(subject, plain.fit);
  }
  if (plain.record.end != FitEnd::finished) {
    throw Unsuited("the strategy does not fit " + plain.fit.words + ": " + plain.record.text);
  }
  return plain;
}

std::vector<std::size_t> some_events(std::size_t count, std::size_t most) {
  std::vector<std::size_t> chosen;
  const std::size_t number = std::min(count, most);
  for (std::size_t i = 0; i < number; ++i) {
    chosen.push_back(number == 1 ? 0 : i * (count - 1) / (number - 1));
  }
  return chosen;
}

}  // namespace tlhost::engine
