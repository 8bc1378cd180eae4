// What is to be called when something asynchronous has ended, of whatever type it is: a seam between
// templates. Each operation of Asio and Beast is a template of its handler, and a stack of streams
// (WebSocket, TLS, a socket) is compiled again for each handler of the layer above; a layer that takes this
// one is compiled once. Called once, where the operation ended: on the thread of its io_context.
#pragma once

#include <boost/asio/handler_continuation_hook.hpp>
#include <boost/asio/recycling_allocator.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace bridge {

class AnyCompletion {
 public:
  // Of void(error_code, std::size_t) or void(error_code).
  template <class Handler>
  requires(!std::same_as<std::remove_cvref_t<Handler>, AnyCompletion>) explicit AnyCompletion(
      Handler&& handler)
      : AnyCompletion(continues(handler), std::forward<Handler>(handler)) {}

  void operator()(boost::system::error_code error, std::size_t bytes = 0) {
    held_.release()->call(error, bytes);
  }

 private:
  struct Held {
    virtual ~Held() = default;
    // Destroys this first: what the handler asks for next finds the memory free.
    virtual void call(boost::system::error_code error, std::size_t bytes) = 0;
  };

  // In memory that Asio keeps for the thread, as it keeps that of its own operations.
  template <class Handler>
  struct HeldHandler final : Held {
    explicit HeldHandler(Handler given) : handler(std::move(given)) {}

    void call(boost::system::error_code error, std::size_t bytes) override {
      Handler last = std::move(handler);
      delete this;
      if constexpr (std::invocable<Handler&, boost::system::error_code, std::size_t>) {
        last(error, bytes);
      } else {
        last(error);
      }
    }
    static void* operator new(std::size_t) {
      return boost::asio::recycling_allocator<HeldHandler>{}.allocate(1);
    }
    static void operator delete(void* memory) {
      boost::asio::recycling_allocator<HeldHandler>{}.deallocate(static_cast<HeldHandler*>(memory), 1);
    }

    Handler handler;
  };

  template <class Handler>
  AnyCompletion(bool continues, Handler&& handler)
      : held_(new HeldHandler<std::decay_t<Handler>>(std::forward<Handler>(handler))),
        continues_(continues) {}

  template <class Handler>
  static bool continues(Handler& handler) {
    using boost::asio::asio_handler_is_continuation;
    return asio_handler_is_continuation(std::addressof(handler));
  }
  // Asked by Asio: what continues an operation needs no other thread woken.
  friend bool asio_handler_is_continuation(AnyCompletion* completion) { return completion->continues_; }

  std::unique_ptr<Held> held_;
  bool continues_;
};

}  // namespace bridge
