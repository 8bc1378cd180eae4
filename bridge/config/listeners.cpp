#include "config/listeners.hpp"

#include "config/admission.hpp"

#include <algorithm>

namespace bridge::config {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

bool is_wildcard(const std::string& address) { return address == "0.0.0.0" || address == "::"; }

std::size_t read_size(Section& section, std::string_view key, std::int64_t least, std::int64_t most,
                      std::size_t fallback) {
  return static_cast<std::size_t>(section.number(key, least, most, static_cast<std::int64_t>(fallback)));
}

fix::TlsSettings read_tls(Section section, const fs::path& base) {
  fix::TlsSettings tls;
  section.require("certificate");
  section.require("key");
  tls.certificate = read_path(section, "certificate", base);
  tls.key = read_path(section, "key", base);
  tls.client_ca = read_path(section, "client_ca", base);
  tls.crl = read_path(section, "crl", base);
  if (section.given("crl") && !section.given("client_ca")) {
    section.mistake("crl", "revokes client certificates, and none is asked for; give client_ca as well");
  }
  section.finish();
  return tls;
}

// One of both must be said: nobody opens a port in clear by leaving something out.
void read_transport(Section& section, const fs::path& base, fix::ListenerSettings& listen) {
  const bool plain = section.flag("plain", false);
  auto tls = section.section("tls");
  if (tls.present()) {
    if (plain) section.mistake("plain", "is true, and tls is given; drop one of them");
    listen.tls = read_tls(std::move(tls), base);
  } else if (!plain) {
    section.mistake(
        "tls", "is missing; give tls: {certificate: FILE, key: FILE}, or say plain: true for TCP in clear");
  } else if (!is_loopback(listen.address)) {
    section.warning(
        "plain",
        "is true, and the address is not loopback: whoever is on the way can read and change FIX; "
        "give tls, or put a TLS proxy in front");
  }
}

fix::RateLimit read_accept_rate(Section section, fix::RateLimit rate) {
  if (!section.present()) return rate;
  section.require("connections");
  rate.messages = static_cast<int>(section.number("connections", 0, 100'000, rate.messages));
  rate.per = section.duration("per", 100ms, 1h, rate.per);
  section.finish();
  return rate;
}

fix::ListenerSettings read_listener(Section section, const fs::path& base) {
  fix::ListenerSettings listen;
  listen.address = read_address(section, listen.address);
  section.require("port");
  listen.port = read_port(section, listen.port);
  read_transport(section, base, listen);
  listen.networks = read_networks(section, "networks");
  listen.first_message_deadline =
      section.duration("first_message_deadline", 100ms, 60s, listen.first_message_deadline);
  listen.first_message_limit =
      read_size(section, "first_message_limit", 256, 65'536, listen.first_message_limit);
  listen.strangers_limit = read_size(section, "strangers_limit", 1, 10'000, listen.strangers_limit);
  listen.connections_limit = read_size(section, "connections_limit", 1, 100'000, listen.connections_limit);
  listen.connections_per_address =
      read_size(section, "connections_per_address", 1, 100'000, listen.connections_per_address);
  listen.accept_rate = read_accept_rate(section.section("accept_rate"), listen.accept_rate);
  fix::ConnectionSettings& connection = listen.connection;
  connection.message_limit = read_size(section, "message_limit", 1024, 16 << 20, connection.message_limit);
  connection.outbound_limit =
      read_size(section, "outbound_limit", 65'536, 1 << 30, connection.outbound_limit);
  section.finish();
  return listen;
}

bool is_locked(const fix::SessionSettings& session) {
  return session.credentials.any() || session.certificate.any();
}

}  // namespace

std::vector<fix::ListenerSettings> read_listeners(Section& root, const fs::path& base, Findings& findings) {
  const Node* node = root.required("listen");
  if (node == nullptr) return {};
  if (node->kind != Node::Kind::List) return {read_listener(Section(*node, "listen", findings), base)};
  if (node->items.empty()) root.mistake("listen", "is empty; add a listener");
  std::vector<fix::ListenerSettings> listeners;
  for (const Node& item : node->items) {
    const std::string path = "listen[" + std::to_string(listeners.size() + 1) + "]";
    Section section(item, path, findings);
    auto listen = read_listener(section, base);
    for (const auto& other : listeners) {
      if (listen.port != 0 && listen.port == other.port && collide(listen.address, other.address)) {
        section.mistake("port",
                        std::to_string(listen.port) + " is also that of another listener; change one");
      }
    }
    listeners.push_back(std::move(listen));
  }
  return listeners;
}

void check_admission(Section& root, const Config& config) {
  const bool asks_certificates = std::ranges::any_of(
      config.listen, [](const auto& listen) { return listen.tls && !listen.tls->client_ca.empty(); });
  const bool on_a_network =
      std::ranges::any_of(config.listen, [](const auto& listen) { return !is_loopback(listen.address); });
  for (const auto& account : config.accounts) {
    for (const auto& session : account.sessions) {
      if (session.certificate.any() && !asks_certificates) {
        root.mistake("sessions", shown(session.key().value()) +
                                     " has a certificate rule, and no listener asks for client certificates; "
                                     "give listen.tls.client_ca");
      }
      if (!is_locked(session) && on_a_network) {
        root.warning("sessions", shown(session.key().value()) +
                                     " has neither credentials nor certificate: whoever reaches the port and "
                                     "knows its CompIDs is its client");
      }
    }
  }
}

std::string read_address(Section& section, const std::string& fallback) {
  std::string address = section.text("address", fallback);
  if (!parse_address(address)) {
    section.mistake("address",
                    shown(address) + " is not an IP address; write e.g. 127.0.0.1, or 0.0.0.0 for all");
  }
  return address;
}

unsigned short read_port(Section& section, unsigned short fallback) {
  return static_cast<unsigned short>(section.number("port", 0, 65535, fallback));
}

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

bool collide(const std::string& address, const std::string& other) {
  return address == other || is_wildcard(address) || is_wildcard(other);
}

}  // namespace bridge::config
