// itr deploy: from now on new tickets follow this pack.
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/packs.hpp"
#include "cli/session.hpp"

namespace itr::cli {
namespace {

struct DeployOptions {
    std::string pack;
    std::vector<std::string> search_path;
    SessionOptions session;
};

int deploy(const DeployOptions& options) {
    int exit_code = exit_ok;
    const auto pack = load_pack(options.pack, options.search_path, exit_code);
    if (!pack) return exit_code;
    auto session = open_session(options.session, Access::create);
    if (!session) return fail_with(session.error());
    const auto hash = session->engine->deploy(pack, session->now, session->actor);
    if (!hash) return fail_with(hash.error());
    const model::Pack& model = pack->model();
    if (session->json)
        print_json(MapValue()
                       .add("ok", Value(true))
                       .add("pack", Value(model.name))
                       .add("version", Value(model.version))
                       .add("hash", Value(hash->text()))
                       .done());
    else
        print_line(
            fmt::format("{} {} is deployed{} ({})", model.name, model.version,
                        *hash == pack->hash()
                            ? ""
                            : fmt::format(" as an edition: time zones have other rules, zone database {}",
                                          pack->zones()->version()),
                        hash->text().substr(0, 12)));
    return exit_ok;
}

}  // namespace

void add_deploy(Arguments& root) {
    const auto options = std::make_shared<DeployOptions>();
    Arguments command = root.command("deploy", "Deploy a pack: new tickets follow it, open ones keep theirs",
                                     [options] { return deploy(*options); });
    command.positional("pack", options->pack, "folder of a pack, or a single file")
        .list("--path", options->search_path, "where imported packs are looked for");
    add_ticket_options(command, options->session);
}

}  // namespace itr::cli
