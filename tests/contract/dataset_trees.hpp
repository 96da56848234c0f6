#pragma once
#include "tests/support/dicom_file.hpp"
#include "tests/support/npz_file.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace tlhost::test {

using Files = std::map<std::string, std::string>;  ///< content by path

inline void write_files(const std::string& root, const Files& files) {
  for (const auto& [name, content] : files) {
    const std::filesystem::path place(root + "/" + name);
    std::filesystem::create_directories(place.parent_path());
    std::ofstream(place, std::ios::binary) << content;
  }
}

/// A file of each set, and one of the largest size; four rows a part.
inline Files small_medmnist() {
  Files files;
  const auto add = [&files](const std::string& set, int side, int channels, int columns) {
    const std::string place = std::to_string(side) + ", " + std::to_string(side);
    Files arrays;
    for (const std::string part : {"train", "val", "test"}) {
      const std::size_t bytes = static_cast<std::size_t>(4 * side * side * channels);
      arrays[part + "_images.npy"] = npy_text(
          "|u1", "(4, " + place + (channels == 3 ? ", 3)" : ")"), std::string(bytes, part[0]));
      std::string labels;
      for (int i = 0; i < 4 * columns; ++i) {
        labels += static_cast<char>(i / columns % 2);
      }
      arrays[part + "_labels.npy"] =
          npy_text("|u1", "(4, " + std::to_string(columns) + ")", labels);
    }
    files[set + (side == 28 ? "" : "_" + std::to_string(side)) + ".npz"] = zip_text(arrays);
  };
  for (const std::string set : {"path", "derma", "retina", "blood"}) {
    add(set + "mnist", 28, 3, 1);
  }
  for (const std::string set :
       {"oct", "pneumonia", "breast", "tissue", "organa", "organc", "organs"}) {
    add(set + "mnist", 28, 1, 1);
  }
  add("chestmnist", 28, 1, 14);
  add("pneumoniamnist", 224, 1, 1);
  return files;
}

/// The smallest tree that a dataset of this name lists eight records or more from; of files that
/// the host decodes nobody reads the pixels.
inline Files small_dataset(const std::string& dataset) {
  Files files;
  if (dataset == "medmnist") {
    return small_medmnist();
  }
  std::string csv;
  for (int i = 0; i < 8; ++i) {
    const std::string n = std::to_string(i);
    if (dataset == "isic2017") {
      const std::string id = "ISIC_000000" + n;
      files["ISIC-2017_Training_Data/" + id + ".jpg"] = n;
      csv += id + (i % 2 == 0 ? ",0.0,0.0\n" : ",1.0,0.0\n");
      files["ISIC-2017_Training_Part3_GroundTruth.csv"] =
          "image_id,melanoma,seborrheic_keratosis\n" + csv;
    } else if (dataset == "chest_xray") {
      files["train/NORMAL/IM-000" + n + "-0001.jpeg"] = n;
      files["train/PNEUMONIA/person" + n + "_virus_1.jpeg"] = "p" + n;
      files["test/NORMAL/IM-000" + n + "-0001.jpeg"] = "t" + n;
      files["test/PNEUMONIA/person" + n + "_virus_1.jpeg"] = "tp" + n;
    } else if (dataset == "blood_cells") {
      for (const std::string name : {"Platelets", "RBC", "WBC"}) {
        files[name + "/BloodImage_0000" + n + "_01.jpg"] = name + n;
      }
    } else if (dataset == "kaggle_dr") {
      const std::string eye = n + (i % 2 == 0 ? "_left" : "_right");
      files["train/" + eye + ".jpeg"] = n;
      csv += eye + "," + std::to_string(i % 5) + "\n";
      files["trainLabels.csv"] = "image,level\n" + csv;
    } else if (dataset == "csv_manifest") {
      files["images/" + n + ".png"] = n;
      csv += "images/" + n + ".png," + (i % 2 == 0 ? "a" : "b") + "\n";
      files["manifest.csv"] = "path,label\n" + csv;
    } else if (dataset == "dicom_folder") {
      files[(i % 2 == 0 ? "a/" : "b/") + n + ".dcm"] = small_dicom("P" + n, "012" + n);
    } else {
      const bool pets = dataset == "cats_dogs";
      files[(pets ? "Cat/" : "a/") + n + ".jpg"] = "a" + n;
      files[(pets ? "Dog/" : "b/") + n + ".jpg"] = "b" + n;
    }
  }
  return files;
}

/// Writes that tree; returns what a path parameter of the dataset is to be.
inline std::string write_small_dataset(const std::string& dataset, const std::string& folder) {
  const std::string root = folder + "/" + dataset;
  write_files(root, small_dataset(dataset));
  return dataset == "csv_manifest" ? root + "/manifest.csv" : root;
}

}  // namespace tlhost::test
