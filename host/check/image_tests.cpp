#include "host/check/dataset_parts.hpp"
#include "host/check/listed.hpp"
#include "host/check/verdicts.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

namespace tlhost::engine {
namespace {

using Complaints = std::vector<std::string>;

constexpr std::size_t kSample = 24;
constexpr std::size_t kThreads = 8;

bool equal(const Image& a, const Image& b) {
  return a.height == b.height && a.width == b.width && a.channels == b.channels &&
         a.bits == b.bits && a.black == b.black && a.white == b.white && a.bytes == b.bytes;
}

Image draw(const Dataset& dataset, const Record& record) {
  Image image;
  dataset.image(record, image);
  return image;
}

std::vector<Image> draw_all(const Dataset& dataset, const std::vector<Record>& records) {
  std::vector<Image> images;
  for (const Record& record : records) {
    images.push_back(draw(dataset, record));
  }
  return images;
}

/// A complaint for each record whose images differ.
Verdict compare(const std::vector<Record>& records,
                const std::vector<Image>& first,
                const std::vector<Image>& second) {
  Complaints complaints;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!equal(first[i], second[i])) {
      complaints.push_back("record \"" + id_of(records[i]) + "\" looks different");
    }
  }
  return verdict::of(complaints);
}

std::string shape_problem(const Image& image, const DatasetInfo& info) {
  if (image.bits != 8 && image.bits != 16) {
    return "bits is " + std::to_string(image.bits) + "; expected 8 or 16";
  }
  if (image.channels != info.channels) {
    return std::to_string(image.channels) + " channels; the dataset says " +
           std::to_string(info.channels);
  }
  if (image.width < 1 || image.height < 1) {
    return "it is " + std::to_string(image.width) + " x " + std::to_string(image.height);
  }
  const auto wanted = static_cast<std::size_t>(image.width) *
                      static_cast<std::size_t>(image.height) *
                      static_cast<std::size_t>(image.channels * image.bits / 8);
  if (image.bytes.size() != wanted) {
    return std::to_string(image.bytes.size()) + " bytes; its size asks for " +
           std::to_string(wanted);
  }
  return image.black < image.white ? "" : "black is not below white";
}

Verdict shapes(const Subject& subject, Dataset& dataset, const Listed& listed) {
  Complaints complaints;
  for (const Record& record : sample(listed, kSample, subject.seed)) {
    if (const std::string text = shape_problem(draw(dataset, record), listed.info); !text.empty()) {
      complaints.push_back("record \"" + id_of(record) + "\": " + text);
    }
  }
  return verdict::of(complaints);
}

Verdict same_twice(const Subject& subject, Dataset& dataset, const Listed& listed) {
  const std::vector<Record> records = sample(listed, kSample, subject.seed);
  std::vector<Image> first, second;
  for (const Record& record : records) {
    first.push_back(draw(dataset, record));
    second.push_back(draw(dataset, record));
  }
  return compare(records, first, second);
}

/// Another object that was asked in another order, for records that it has listed too.
Verdict any_order(const Subject& subject, Dataset& dataset, const Listed& listed) {
  std::vector<Record> records = sample(listed, kSample, subject.seed);
  const std::vector<Image> forwards = draw_all(dataset, records);
  const Loaded<Dataset> other = make_dataset(subject, subject.arguments);
  list(*other, *subject.context);
  std::reverse(records.begin(), records.end());
  std::vector<Image> backwards = draw_all(*other, records);
  std::reverse(records.begin(), records.end());
  std::reverse(backwards.begin(), backwards.end());
  return compare(records, forwards, backwards);
}

/// Each thread draws all, from another place on.
Verdict from_threads(const Subject& subject, Dataset& dataset, const Listed& listed) {
  const std::vector<Record> records = sample(listed, kSample, subject.seed);
  const std::vector<Image> serial = draw_all(dataset, records);
  std::vector<std::vector<Image>> drawn(kThreads, std::vector<Image>(records.size()));
  std::vector<std::string> failures(kThreads);
  std::atomic<std::size_t> ready{0};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      ++ready;
      while (ready < kThreads) {
        std::this_thread::yield();
      }
      try {
        for (std::size_t i = 0; i < records.size(); ++i) {
          const std::size_t at = (i + t * records.size() / kThreads) % records.size();
          drawn[t][at] = draw(dataset, records[at]);
        }
      } catch (const std::exception& error) {
        failures[t] = error.what();
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (std::size_t t = 0; t < kThreads; ++t) {
    const Verdict verdict =
        failures[t].empty() ? compare(records, serial, drawn[t]) : verdict::fail(failures[t]);
    if (verdict.status != Status::pass) {
      return verdict;
    }
  }
  return verdict::pass();
}

Test image_test(std::string name,
                std::function<Verdict(const Subject&, Dataset&, const Listed&)> run) {
  return dataset_test(
      std::move(name),
      [run = std::move(run)](const Subject& subject, Dataset& dataset, const Listed& listed) {
        return listed.info.own_pixels ? run(subject, dataset, listed)
                                      : verdict::skip("the host decodes its files");
      });
}

}  // namespace

std::vector<Test> image_tests() {
  return {image_test("its images have the size, channels and bits that they state", &shapes),
          image_test("the same record gives the same image twice", &same_twice),
          image_test("the order in which images are asked for plays no part", &any_order),
          image_test("eight threads draw the same images as one", &from_threads)};
}

}  // namespace tlhost::engine
