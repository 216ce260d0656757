#include <fmt/format.h>

#include "diagram/labels.hpp"

namespace itr::diagram {
namespace {

[[nodiscard]] std::string dot_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        // No control characters: SVG, which is made of it, is XML.
        out += is_control(c) ? ' ' : c;
    }
    return out + '"';
}

class DotWriter {
  public:
    DotWriter(const chart::Chart& chart, const Options& options)
        : chart_(chart), options_(options), models_(models(chart)) {}

    std::string write() {
        out_ = fmt::format("digraph {} {{\n", dot_text(chart_.workflow().name));
        line(1, "compound=true; rankdir=TB; fontname=\"sans-serif\";");
        line(1,
             "node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontname=\"sans-serif\"];");
        line(1, "edge [fontname=\"sans-serif\", fontsize=10];");
        children(0, 1);
        for (chart::TransitionIndex t = 0; t < chart_.transitions().size(); ++t) {
            if (is_drawn(chart_, t)) arrows(chart_.transitions()[t]);
        }
        out_ += "}\n";
        return std::move(out_);
    }

  private:
    /// The title, and below it what is noted.
    [[nodiscard]] std::string label(chart::StateIndex s) const {
        std::string text = dot_text(title(*models_[s], options_));
        const Note* note = note_on(s, options_);
        if (note == nullptr) return text;
        const std::string below = dot_text(note->text);
        return text.substr(0, text.size() - 1) + "\\n" + below.substr(1);
    }

    void line(int depth, const std::string& text) {
        out_.append(static_cast<std::size_t>(depth) * 4, ' ');
        out_ += text;
        out_ += '\n';
    }

    void children(chart::StateIndex s, int depth) {
        const chart::State& state = chart_.states()[s];
        if (state.initial != chart::none) {
            line(depth, fmt::format("i{} [shape=point, width=0.15, fillcolor=\"#000000\", label=\"\"];", s));
            for (const auto target : chart_.transitions()[state.initial].targets)
                edge(depth, fmt::format("i{}", s), s, target, {});
        }
        for (const chart::StateIndex child : state.children) node(child, depth);
        for (const chart::StateIndex history : state.histories) node(history, depth);
    }

    void node(chart::StateIndex s, int depth) {
        const chart::State& state = chart_.states()[s];
        if (is_nest(state.kind)) return cluster(s, depth);
        std::string style;
        if (is_history(state.kind)) style = ", shape=circle";
        if (state.kind == model::StateKind::final) style = ", peripheries=2";
        if (is_highlighted(chart_, s, options_))
            style += ", fillcolor=\"#ffe08a\", color=\"#b8860b\", penwidth=2";
        if (const Note* note = note_on(s, options_); note != nullptr)
            style += fmt::format(", fillcolor=\"{}\"", note->kind == Note::Kind::bad ? "#f4b6b6" : "#cdeac0");
        const std::string name = is_history(state.kind) ? dot_text(history_mark(state.kind)) : label(s);
        line(depth, fmt::format("s{} [label={}{}];", s, name, style));
    }

    void cluster(chart::StateIndex s, int depth) {
        const chart::State& state = chart_.states()[s];
        line(depth, fmt::format("subgraph cluster_s{} {{", s));
        const bool region = chart_.states()[state.parent].kind == model::StateKind::parallel;
        const std::string_view border = is_highlighted(chart_, s, options_) ? "#b8860b" : "#888888";
        line(depth + 1, fmt::format("label={}; style=\"rounded{}\"; color=\"{}\";", label(s),
                                    region ? ",dashed" : "", border));
        children(s, depth + 1);
        line(depth, "}");
    }

    /// Graphviz draws arrows between nodes only: one to or from a cluster ends at a leaf within and is cut at
    /// the border.
    [[nodiscard]] chart::StateIndex anchor(chart::StateIndex s) const {
        while (is_nest(chart_.states()[s].kind)) s = chart_.states()[s].children.front();
        return s;
    }

    void edge(int depth, const std::string& from, chart::StateIndex source, chart::StateIndex target,
              const std::string& label) {
        const auto& states = chart_.states();
        std::string attributes;
        const auto add = [&](const std::string& text) {
            attributes += (attributes.empty() ? "" : ", ") + text;
        };
        if (!label.empty()) add("label=" + dot_text(label));
        // An arrow into the cluster it comes from has no border to be cut at.
        const bool inward = source >= target && source < states[target].end;
        const bool outward = target >= source && target < states[source].end;
        if (is_nest(states[source].kind) && !outward) add(fmt::format("ltail=cluster_s{}", source));
        if (is_nest(states[target].kind) && !inward) add(fmt::format("lhead=cluster_s{}", target));
        line(depth, fmt::format("{} -> s{}{};", from, anchor(target),
                                attributes.empty() ? "" : fmt::format(" [{}]", attributes)));
    }

    void arrows(const chart::Transition& transition) {
        const std::string label = arrow(chart_, transition, options_);
        for (const chart::StateIndex target : transition.targets) {
            edge(1, fmt::format("s{}", anchor(transition.source)), transition.source, target, label);
        }
    }

    const chart::Chart& chart_;
    const Options& options_;
    std::vector<const model::State*> models_;
    std::string out_;
};

}  // namespace

std::string dot(const chart::Chart& chart, const Options& options) {
    return DotWriter(chart, options).write();
}

}  // namespace itr::diagram
