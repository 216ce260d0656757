#include <fmt/format.h>

#include "diagram/labels.hpp"

namespace itr::diagram {
namespace {

/// Mermaid ends a statement at ';' and a text at '"'; it knows characters by number instead.
[[nodiscard]] std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '"': out += "#quot;"; break;
            case '#': out += "#35;"; break;
            case ';': out += "#59;"; break;
            case ':': out += "#58;"; break;
            case '<': out += "#lt;"; break;
            case '>': out += "#gt;"; break;
            default: out += is_control(c) ? ' ' : c; break;
        }
    }
    return out;
}

class MermaidWriter {
  public:
    MermaidWriter(const chart::Chart& chart, const Options& options)
        : chart_(chart), options_(options), models_(models(chart)) {}

    std::string write() {
        out_ = "stateDiagram-v2\n";
        children(0, 1);
        for (chart::TransitionIndex t = 0; t < chart_.transitions().size(); ++t) {
            if (is_drawn(chart_, t)) arrows(chart_.transitions()[t]);
        }
        notes();
        highlights();
        return std::move(out_);
    }

  private:
    void line(int depth, const std::string& text) {
        out_.append(static_cast<std::size_t>(depth) * 4, ' ');
        out_ += text;
        out_ += '\n';
    }

    void children(chart::StateIndex s, int depth) {
        const chart::State& state = chart_.states()[s];
        if (state.initial != chart::none) {
            for (const auto target : chart_.transitions()[state.initial].targets)
                line(depth, fmt::format("[*] --> s{}", target));
        }
        bool first = true;
        for (const chart::StateIndex child : state.children) {
            if (!first && state.kind == model::StateKind::parallel) line(depth, "--");
            first = false;
            node(child, depth);
        }
        for (const chart::StateIndex history : state.histories) node(history, depth);
    }

    void node(chart::StateIndex s, int depth) {
        const chart::State& state = chart_.states()[s];
        const std::string_view name =
            is_history(state.kind) ? history_mark(state.kind) : title(*models_[s], options_);
        const Note* note = note_on(s, options_);
        const std::string below = note == nullptr ? std::string() : "<br/>" + escaped(note->text);
        const std::string head = fmt::format("state \"{}{}\" as s{}", escaped(name), below, s);
        if (!is_nest(state.kind)) {
            line(depth, head);
            if (state.kind == model::StateKind::final) line(depth, fmt::format("s{} --> [*]", s));
            return;
        }
        line(depth, head + " {");
        children(s, depth + 1);
        line(depth, "}");
    }

    void arrows(const chart::Transition& transition) {
        const std::string label = escaped(arrow(chart_, transition, options_));
        for (const chart::StateIndex target : transition.targets) {
            line(1, fmt::format("s{} --> s{}{}{}", transition.source, target, label.empty() ? "" : " : ",
                                label));
        }
    }

    void notes() {
        if (options_.notes.empty()) return;
        line(1, "classDef kept fill:#cdeac0,stroke:#4f7942");
        line(1, "classDef missed fill:#f4b6b6,stroke:#b22222");
        for (const Note& note : options_.notes)
            line(1,
                 fmt::format("class s{} {}", note.state, note.kind == Note::Kind::bad ? "missed" : "kept"));
    }

    void highlights() {
        if (options_.highlighted == nullptr) return;
        line(1, "classDef active fill:#ffe08a,stroke:#b8860b,stroke-width:2px");
        for (const chart::StateIndex s : options_.highlighted->atomic)
            line(1, fmt::format("class s{} active", s));
    }

    const chart::Chart& chart_;
    const Options& options_;
    std::vector<const model::State*> models_;
    std::string out_;
};

}  // namespace

std::string mermaid(const chart::Chart& chart, const Options& options) {
    return MermaidWriter(chart, options).write();
}

}  // namespace itr::diagram
