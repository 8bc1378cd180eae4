// The demo's stories of orders: placed, filled in parts, replaced and canceled; a stream that is lost for two
// fills; a gateway that is killed between its write and the venue's answer. One thread.
#pragma once

#include "demo/stage.hpp"

namespace bridge::demo {

// Each prints what happened and what the OMS was told, and returns whether that was right: line by line, and
// at the end by the venue's own book.
[[nodiscard]] bool play_order_stories(Stage& stage, bool colored);
// It ends the stage's gateway first: the one that is killed is a process of its own.
[[nodiscard]] bool play_kill_story(Stage& stage, bool colored);

}  // namespace bridge::demo
