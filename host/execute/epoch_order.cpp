#include "host/execute/epoch_order.hpp"

#include "host/data/random.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <string>

namespace tlhost::engine {
namespace {

using Places = std::vector<std::size_t>;

class EpochOrder {
 public:
  EpochOrder(const FitData& data, const EpochKey& key) : data_(data), key_(key) {}

  std::vector<Draw> draws(Sampler sampler) const {
    std::vector<Draw> all;
    if (sampler == Sampler::balanced) {
      all = balanced();
    } else {
      for (std::size_t place = 0; place < data_.train.size(); ++place) {
        all.push_back({place, 0});
      }
      if (sampler == Sampler::oversample) {
        add_copies(all);
      }
    }
    std::vector<std::pair<std::uint64_t, Draw>> keyed;
    for (const Draw& draw : all) {
      keyed.emplace_back(turn(draw), draw);
    }
    std::stable_sort(
        keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::transform(
        keyed.begin(), keyed.end(), all.begin(), [](const auto& pair) { return pair.second; });
    return all;
  }

 private:
  std::uint64_t epoch() const { return static_cast<std::uint64_t>(key_.epoch); }

  const std::string& id(std::size_t place) const {
    return data_.ids[static_cast<std::size_t>(data_.train[place])];
  }

  std::uint64_t turn(const Draw& draw) const {
    return draw.copy == 0
               ? stream_key(key_.seed, "order", {key_.ordinal, epoch()}, id(draw.place))
               : stream_key(key_.seed, "order", {key_.ordinal, epoch(), draw.copy}, id(draw.place));
  }

  /// The places of each class that has any, by id.
  std::vector<Places> classes() const {
    if (data_.train_labels.size() != data_.train.size()) {
      throw ConfigError(
          "\"imbalance\": balanced_sampler and oversample need records of one class each");
    }
    std::vector<Places> all(data_.classes.size());
    for (std::size_t place = 0; place < data_.train.size(); ++place) {
      all.at(static_cast<std::size_t>(data_.train_labels[place])).push_back(place);
    }
    for (Places& places : all) {
      std::sort(places.begin(), places.end(), [this](std::size_t a, std::size_t b) {
        return id(a) < id(b);
      });
    }
    all.erase(std::remove_if(all.begin(), all.end(), [](const Places& p) { return p.empty(); }),
              all.end());
    return all;
  }

  std::vector<Draw> balanced() const {
    const std::vector<Places> members = classes();
    const std::size_t each = data_.train.size() / members.size(),
                      rest = data_.train.size() % members.size();
    // The classes that have one more, in an order of this epoch.
    Places turns(members.size());
    for (std::size_t c = 0; c < turns.size(); ++c) {
      turns[c] = c;
    }
    sort_by_key(
        turns, "sampler/rest", [&members, this](std::size_t c) { return id(members[c].front()); });
    std::vector<Draw> all;
    for (std::size_t i = 0; i < turns.size(); ++i) {
      const Places& places = members[turns[i]];
      Stream stream(key_.seed, "sampler", {key_.ordinal, epoch()}, id(places.front()));
      std::vector<std::uint64_t> had(places.size());
      for (std::size_t n = 0; n < each + (i < rest ? 1 : 0); ++n) {
        const auto drawn = static_cast<std::size_t>(stream.below(places.size()));
        all.push_back({places[drawn], had[drawn]++});
      }
    }
    return all;
  }

  void add_copies(std::vector<Draw>& all) const {
    const std::vector<Places> members = classes();
    std::size_t most = 0;
    for (const Places& places : members) {
      most = std::max(most, places.size());
    }
    for (Places places : members) {
      sort_by_key(places, "sampler/copies", [this](std::size_t place) { return id(place); });
      for (std::size_t n = places.size(); n < most; ++n) {
        all.push_back({places[n % places.size()], n / places.size()});
      }
    }
  }

  template <class Name>
  void sort_by_key(Places& all, const char* purpose, const Name& name) const {
    const auto sort_key = [&](std::size_t one) {
      return stream_key(key_.seed, purpose, {key_.ordinal, epoch()}, name(one));
    };
    std::vector<std::pair<std::uint64_t, std::size_t>> keyed;
    for (const std::size_t one : all) {
      keyed.emplace_back(sort_key(one), one);
    }
    std::sort(keyed.begin(), keyed.end());
    std::transform(
        keyed.begin(), keyed.end(), all.begin(), [](const auto& pair) { return pair.second; });
  }

  const FitData& data_;
  const EpochKey& key_;
};

}  // namespace

std::vector<Draw> epoch_draws(const FitData& data, Sampler sampler, const EpochKey& key) {
  return EpochOrder(data, key).draws(sampler);
}

std::vector<std::vector<Draw>> epoch_batches(const FitData& data,
                                             Sampler sampler,
                                             const EpochKey& key,
                                             std::int64_t batch) {
  const std::vector<Draw> order = epoch_draws(data, sampler, key);
  std::vector<std::vector<Draw>> batches;
  for (std::size_t first = 0; first < order.size(); first += static_cast<std::size_t>(batch)) {
    const std::size_t last = std::min(order.size(), first + static_cast<std::size_t>(batch));
    // Batch normalisation cannot learn from a single sample.
    if (last - first == 1 && !batches.empty()) {
      batches.back().push_back(order[first]);
    } else {
      batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(first),
                           order.begin() + static_cast<std::ptrdiff_t>(last));
    }
  }
  return batches;
}

}  // namespace tlhost::engine
