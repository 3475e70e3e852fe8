#include "trainer/convert.hpp"

#include <cstdio>

#include "shared/files.hpp"
#include "trainer/deliver.hpp"

namespace ganvas::train {
namespace {

// Refuses a truncation that cannot be; the card's recipe becomes the one that would give these weights.
Status tell_recipe(const ConvertRequest& request, const Network& generator, ModelCard& card) {
  if (request.truncation != 1)
    if (const auto status = check_truncation(request.truncation, card.kind, generator); !status)
      return fail(request.model.string(), ": ", status.message());
  RawJson& told = card.training.recipe;
  if (told.text.empty() || told.text == "null") return Done{};  // a snapshot's card tells no recipe
  GANVAS_TRY(auto recipe, parse_recipe(told.text, request.model.string() + "'s recipe", {}));
  recipe.truncation *= request.truncation;
  recipe.dtype = request.dtype;
  told.text = to_json(recipe);
  GANVAS_CHECK(parse_recipe(told.text, request.model.string() + "'s recipe", {}));  // together they may be too small
  return Done{};
}

}  // namespace

double built_in_truncation(const ModelCard& card) {
  // Not the whole recipe: one that an older trainer wrote may be refused for something else.
  const auto recipe = parse_json(card.training.recipe.text, "the card's recipe");
  const bool told = recipe && recipe->IsObject() && recipe->HasMember("truncation");
  return told && (*recipe)["truncation"].IsNumber() ? (*recipe)["truncation"].GetDouble() : 1;
}

Status run_convert(const ConvertRequest& request) {
  GANVAS_TRY(const auto model, read_model(request.model));
  GANVAS_CHECK(check_target(request.out));  // before minutes of measuring
  ModelCard card = model.file.card;
  card.metrics.clear();
  card.directions.clear();
  GANVAS_CHECK(tell_recipe(request, model.networks.front().network(), card));
  const Delivery delivery{request.out.parent_path(),
                          request.data,
                          request.image_folder,
                          request.classifier,
                          request.quiet,
                          request.images,
                          [&](const std::string& line) {
                            if (!request.quiet) std::printf("%s\n", line.c_str());
                          }};
  GANVAS_CHECK(deliver_model(delivery, request.out, pointers(model.networks), card, request.dtype, request.truncation));
  std::error_code error;
  delivery.say(text("wrote ", request.out.string(), ", ", spelling(request.dtype), ", ",
                    std::filesystem::file_size(request.out, error), " bytes; ", request.model.string(), " had ",
                    model.bytes.size()));
  return Done{};
}

}  // namespace ganvas::train
