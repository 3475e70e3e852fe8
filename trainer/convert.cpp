#include "trainer/convert.hpp"

#include <cstdio>

#include "shared/files.hpp"
#include "trainer/deliver.hpp"

namespace ganvas::train {

Status run_convert(const ConvertRequest& request) {
  GANVAS_TRY(const auto bytes, read_file(request.model));
  GANVAS_TRY(const auto model, parse_model(bytes, request.model.string()));
  const auto modules = load_networks(model);
  ModelCard card = model.card;
  card.metrics.clear();
  card.directions.clear();
  const Delivery delivery{request.out.parent_path(),
                          request.data,
                          request.classifier,
                          request.quiet,
                          request.images,
                          [&](const std::string& line) {
                            if (!request.quiet) std::printf("%s\n", line.c_str());
                          }};
  GANVAS_CHECK(deliver_model(delivery, request.out, pointers(modules), card, request.dtype));
  std::error_code error;
  delivery.say(text("wrote ", request.out.string(), ", ", spelling(request.dtype), ", ",
                    std::filesystem::file_size(request.out, error), " bytes; ", request.model.string(), " had ",
                    bytes.size()));
  return Done{};
}

}  // namespace ganvas::train
