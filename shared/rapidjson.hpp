// RapidJSON, in one place. The page's part of the engine has it for its types alone: host_json.hpp reads there.
#pragma once

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
