// What the publisher says of each set (MedMNIST v2 and MedMNIST+).
#include "sets.hpp"

#include <stdexcept>

namespace tlhost {
namespace medmnist {
namespace {

const char* const kBy = "CC-BY-4.0";

std::vector<std::string> organs() {
  return {"bladder",
          "femur-left",
          "femur-right",
          "heart",
          "kidney-left",
          "kidney-right",
          "liver",
          "lung-left",
          "lung-right",
          "pancreas",
          "spleen"};
}

std::vector<MedSet> all_sets() {
  constexpr Labelling one = Labelling::multiclass;
  return {
      {"pathmnist",
       one,
       3,
       {"adipose",
        "background",
        "debris",
        "lymphocytes",
        "mucus",
        "smooth muscle",
        "normal colon mucosa",
        "cancer-associated stroma",
        "colorectal adenocarcinoma epithelium"},
       kBy},
      {"chestmnist",
       Labelling::multilabel,
       1,
       {"atelectasis",
        "cardiomegaly",
        "effusion",
        "infiltration",
        "mass",
        "nodule",
        "pneumonia",
        "pneumothorax",
        "consolidation",
        "edema",
        "emphysema",
        "fibrosis",
        "pleural",
        "hernia"},
       kBy},
      {"dermamnist",
       one,
       3,
       {"actinic keratoses and intraepithelial carcinoma",
        "basal cell carcinoma",
        "benign keratosis-like lesions",
        "dermatofibroma",
        "melanoma",
        "melanocytic nevi",
        "vascular lesions"},
       "CC-BY-NC-4.0"},
      {"octmnist",
       one,
       1,
       {"choroidal neovascularization", "diabetic macular edema", "drusen", "normal"},
       kBy},
      {"pneumoniamnist", one, 1, {"normal", "pneumonia"}, kBy},
      {"retinamnist", Labelling::ordinal, 3, {"0", "1", "2", "3", "4"}, kBy},
      {"breastmnist", one, 1, {"malignant", "normal, benign"}, kBy},
      {"bloodmnist",
       one,
       3,
       {"basophil",
        "eosinophil",
        "erythroblast",
        "immature granulocytes",
        "lymphocyte",
        "monocyte",
        "neutrophil",
        "platelet"},
       kBy},
      {"tissuemnist",
       one,
       1,
       {"collecting duct, connecting tubule",
        "distal convoluted tubule",
        "glomerular endothelial cells",
        "interstitial endothelial cells",
        "leukocytes",
        "podocytes",
        "proximal tubule segments",
        "thick ascending limb"},
       kBy},
      {"organamnist", one, 1, organs(), kBy},
      {"organcmnist", one, 1, organs(), kBy},
      {"organsmnist", one, 1, organs(), kBy},
  };
}

}  // namespace

const MedSet& set_of(const std::string& flag) {
  static const std::vector<MedSet> sets = all_sets();
  for (const MedSet& set : sets) {
    if (flag == set.flag) {
      return set;
    }
  }
  throw std::out_of_range("no MedMNIST set is called " + flag);
}

}  // namespace medmnist
}  // namespace tlhost
