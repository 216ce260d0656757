#include "model/writer.hpp"

namespace itr::model {

void Writer::words(std::string_view key, const std::vector<Word>& words) {
    if (words.empty()) return;
    json_.key(key);
    json_.begin_array();
    for (const Word& word : words) json_.text(word.text);
    json_.end_array();
}

void Writer::strings(std::string_view key, const std::vector<std::string>& strings) {
    if (strings.empty()) return;
    json_.key(key);
    json_.begin_array();
    for (const std::string& string : strings) json_.text(string);
    json_.end_array();
}

void Writer::title(const Title& title) {
    if (title.texts.empty()) return;
    json_.key("title");
    json_.begin_object();
    for (const auto& [language, value] : title.texts) text(language, value);
    json_.end_object();
}

void Writer::value(const Value& value) {
    switch (value.kind()) {
        // Whole, however large: it is read as YAML, and no other JSON reader rounds it.
        case Kind::integer: return json_.raw(std::to_string(value.as_int()));
        case Kind::timestamp: return json_.text(to_string(to_instant(value.as_timestamp())));
        case Kind::duration: return json_.text(to_string(to_duration(value.as_duration())));
        case Kind::list:
            json_.begin_array();
            for (const Value& item : value.as_list()) this->value(item);
            return json_.end_array();
        case Kind::map:
            json_.begin_object();
            for (const auto& [key, item] : value.as_map()) {
                json_.key(key.is(Kind::string) ? std::string(key.as_string()) : to_json(key));
                this->value(item);
            }
            return json_.end_object();
        default: return json_.raw(to_json(value));
    }
}

void Writer::input(std::string_view key, const std::optional<Input>& input) {
    if (!input) return;
    if (input->expression) return text(key, "=" + input->expression->text);
    json_.key(key);
    value(input->literal);
}

void Writer::fields(std::string_view key, const std::vector<Field>& fields) {
    if (fields.empty()) return;
    json_.key(key);
    json_.begin_object();
    for (const Field& each : fields) field(each);
    json_.end_object();
}

void Writer::field(const Field& field) {
    json_.key(field.name);
    json_.begin_object();
    choice("type", field_types, field.type, FieldType::string);
    choice("of", field_types, field.element, FieldType::string);
    strings("values", field.values);
    title(field.title);
    flag("required", field.required);
    flag("personal", field.personal);
    choice("visible", visibilities, field.internal, false);
    input("default", field.initial);
    if (field.from_table) {
        json_.key("from");
        json_.begin_object();
        text("table", field.from_table->text);
        json_.end_object();
    }
    json_.end_object();
}

void Writer::with(std::string_view key, const std::vector<std::pair<Word, Source>>& pairs) {
    if (pairs.empty()) return;
    json_.key(key);
    json_.begin_object();
    for (const auto& [name, expression] : pairs) text(name.text, expression.text);
    json_.end_object();
}

void Writer::windows(const std::vector<itr::calendar::Window>& windows) {
    json_.begin_array();
    for (const auto& window : windows)
        json_.text(fmt::format("{:02}:{:02}-{:02}:{:02}", window.from / 60, window.from % 60, window.to / 60,
                               window.to % 60));
    json_.end_array();
}

void Writer::zones(const ZoneRecord& record) {
    json_.begin_object();
    json_.key("zones");
    json_.begin_object();
    for (const auto& [zone, transitions] : record.zones) {
        json_.key(zone);
        json_.begin_array();
        // From when on it is how many seconds ahead of UTC.
        for (const auto& [at, offset] : transitions)
            json_.text(fmt::format("{} {}", to_string(at), offset.ms / 1000));
        json_.end_array();
    }
    json_.end_object();
    text("database", record.database);
    flag("edition", record.edition);
    json_.end_object();
}

void Writer::pack(const Pack& pack) {
    json_.begin_object();
    text("pack", pack.name);
    if (!pack.version.empty()) text("version", pack.version);
    title(pack.title);
    json_.end_object();
}

}  // namespace itr::model
