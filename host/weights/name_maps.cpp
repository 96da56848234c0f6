#include "host/weights/name_maps.hpp"

#include <regex>
#include <utility>

// timm counts the stages of a network, torchvision the entries of one long row, so rules of stages
// are made in a loop.  Where timm keeps a linear layer as a convolution, or a vector flat, the
// matching fits the shape.

namespace tlhost::engine {
namespace {

constexpr int kStages = 4;  // of ConvNeXt and Swin

std::string text(int number) { return std::to_string(number); }

NameMap timm_vit() {
  NameMap map{"timm's ViT", "blocks.0.attn.qkv.weight", {}};
  const std::string block = R"(blocks\.(\d+)\.)", here = "encoder.layers.encoder_layer_$1.";
  map.rules = {{"cls_token", "class_token"},
               {"pos_embed", "encoder.pos_embedding"},
               {R"(patch_embed\.proj\.(.*))", "conv_proj.$1"},
               {block + R"(norm([12])\.(.*))", here + "ln_$2.$3"},
               {block + R"(attn\.qkv\.(.*))", here + "self_attention.in_proj_$2"},
               {block + R"(attn\.proj\.(.*))", here + "self_attention.out_proj.$2"},
               {block + R"(mlp\.fc1\.(.*))", here + "mlp.0.$2"},
               {block + R"(mlp\.fc2\.(.*))", here + "mlp.3.$2"},
               {R"(norm\.(.*))", "encoder.ln.$1"},
               {R"(head\.(.*))", "heads.head.$1"}};
  return map;
}

NameMap timm_convnext() {
  NameMap map{"timm's ConvNeXt", "stages.0.blocks.0.conv_dw.weight", {}};
  map.rules = {{R"(stem\.([01])\.(.*))", "features.0.$1.$2"},
               {R"(head\.norm\.(.*))", "classifier.0.$1"},
               {R"(head\.fc\.(.*))", "classifier.2.$1"}};
  for (int stage = 0; stage < kStages; ++stage) {
    const std::string there = R"(stages\.)" + text(stage) + R"(\.)";
    const std::string block = there + R"(blocks\.(\d+)\.)";
    const std::string here = "features." + text(2 * stage + 1) + ".$1.";
    map.rules.push_back(
        {there + R"(downsample\.([01])\.(.*))", "features." + text(2 * stage) + ".$1.$2"});
    map.rules.push_back({block + "gamma", here + "layer_scale"});
    map.rules.push_back({block + R"(conv_dw\.(.*))", here + "block.0.$2"});
    map.rules.push_back({block + R"(norm\.(.*))", here + "block.2.$2"});
    map.rules.push_back({block + R"(mlp\.fc1\.(.*))", here + "block.3.$2"});
    map.rules.push_back({block + R"(mlp\.fc2\.(.*))", here + "block.5.$2"});
  }
  return map;
}

/// later: the files of timm 0.9 and newer, which shrink the image at the beginning of a stage.
NameMap timm_swin(bool later) {
  NameMap map{
      later ? "timm's Swin" : "timm's Swin (before 0.9)",
      later ? "layers.3.downsample.reduction.weight" : "layers.0.downsample.reduction.weight",
      {}};
  map.rules = {{R"(patch_embed\.proj\.(.*))", "features.0.0.$1"},
               {R"(patch_embed\.norm\.(.*))", "features.0.2.$1"},
               {R"(head\.(?:fc\.)?(.*))", "head.$1"}};
  for (int stage = 0; stage < kStages; ++stage) {
    const std::string there = R"(layers\.)" + text(stage) + R"(\.)";
    const std::string block = there + R"(blocks\.(\d+)\.)";
    const std::string here = "features." + text(2 * stage + 1) + ".$1.";
    map.rules.push_back(
        {there + R"(downsample\.(.*))", "features." + text(2 * stage + (later ? 0 : 2)) + ".$1"});
    map.rules.push_back({block + R"(mlp\.fc1\.(.*))", here + "mlp.0.$2"});
    map.rules.push_back({block + R"(mlp\.fc2\.(.*))", here + "mlp.3.$2"});
    map.rules.push_back({block + "(.*)", here + "$2"});
  }
  return map;
}

/// The first stage of EfficientNet has no expansion, so its parts stand one place earlier.
NameMap timm_efficientnet() {
  constexpr int kEfficientNetStages = 7;
  NameMap map{"timm's EfficientNet", "blocks.0.0.se.conv_reduce.weight", {}};
  map.rules = {{R"(conv_stem\.(.*))", "features.0.0.$1"},
               {R"(bn1\.(.*))", "features.0.1.$1"},
               {R"(conv_head\.(.*))", "features.8.0.$1"},
               {R"(bn2\.(.*))", "features.8.1.$1"},
               {R"(classifier\.(.*))", "classifier.1.$1"}};
  for (int stage = 0; stage < kEfficientNetStages; ++stage) {
    const std::string block = R"(blocks\.)" + text(stage) + R"(\.(\d+)\.)";
    const std::string here = "features." + text(stage + 1) + ".$1.block.";
    const int depthwise = stage == 0 ? 0 : 1;
    const auto add = [&](const std::string& theirs, int part, const std::string& ours) {
      map.rules.push_back({block + theirs + R"(\.(.*))", here + text(part) + "." + ours + ".$2"});
    };
    add("conv_dw", depthwise, "0");
    add(stage == 0 ? "bn1" : "bn2", depthwise, "1");
    add(R"(se\.conv_reduce)", depthwise + 1, "fc1");
    add(R"(se\.conv_expand)", depthwise + 1, "fc2");
    add(stage == 0 ? "conv_pw" : "conv_pwl", depthwise + 2, "0");
    add(stage == 0 ? "bn2" : "bn3", depthwise + 2, "1");
    if (stage > 0) {
      add("conv_pw", 0, "0");
      add("bn1", 0, "1");
    }
  }
  return map;
}

NameMap timm_vgg() {
  return {"timm's VGG",
          "pre_logits.fc1.weight",
          {{R"(pre_logits\.fc1\.(.*))", "classifier.0.$1"},
           {R"(pre_logits\.fc2\.(.*))", "classifier.3.$1"},
           {R"(head\.fc\.(.*))", "classifier.6.$1"}}};
}

}  // namespace

std::vector<NameMap> name_maps() {
  return {timm_vit(),
          timm_convnext(),
          timm_swin(true),
          timm_swin(false),
          timm_efficientnet(),
          timm_vgg()};
}

std::vector<std::string> renamed(const NameMap& map, const std::vector<std::string>& names) {
  std::vector<std::pair<std::regex, const std::string*>> rules;
  for (const NameRule& rule : map.rules) {
    rules.emplace_back(std::regex(rule.pattern), &rule.replacement);
  }
  std::vector<std::string> ours;
  for (const std::string& name : names) {
    ours.push_back(name);
    for (const auto& [pattern, replacement] : rules) {
      if (std::regex_match(name, pattern)) {
        ours.back() = std::regex_replace(name, pattern, *replacement);
        break;
      }
    }
  }
  return ours;
}

}  // namespace tlhost::engine
