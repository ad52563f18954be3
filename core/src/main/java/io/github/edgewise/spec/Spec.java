package io.github.edgewise.spec;

import io.github.edgewise.InvalidInputException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Turns text such as `boundary:classes=1+2,clipMm=20` into a record, and a record into text.
///
/// A name is the name of the record without the suffix of its kind, with a small first letter: `boundary` for
/// `BoundaryLoss`. A fully qualified name refers to a user's own record. Components that are not given keep
/// the value that the record's constructor without arguments sets. A number that is planned from the data,
/// NaN in the record, is written `planned`: `boundary:clipMm=planned`.
///
/// A record with exactly one component of the kind itself is a wrapper: `scnp:width=5(dice)`. What it wraps
/// stands in brackets after the settings. Its defaults are those of its constructor with this component
/// alone, and its name may lack the suffix.
///
/// @param <T> what the records implement
/// @param kind what the records implement, for its package and for messages
/// @param suffix what class names end in, possibly nothing
public record Spec<T>(Class<T> kind, String suffix) {
    /// A number that is planned from the data; in records it is NaN.
    private static final String PLANNED = "planned";

    /// The names of all records of the package that can be made from text: what a message offers. Wrappers
    /// are left out.
    public List<String> known() { return names(type -> wrapped(type).isEmpty() && has(type)); }

    /// The names of all wrappers of the package.
    public List<String> wrappers() { return names(type -> wrapped(type).isPresent() && has(type, kind)); }

    private List<String> names(Predicate<Class<?>> wanted) {
        return PackageListing.records(kind).stream().filter(wanted).filter(this::isOwn).map(this::name)
                .sorted().toList();
    }

    private static boolean has(Class<?> type, Class<?>... arguments) {
        return Arrays.stream(type.getDeclaredConstructors())
                .anyMatch(made -> Arrays.equals(made.getParameterTypes(), arguments));
    }

    /// True if a short name is enough: beside the kind, with its suffix; wrappers need no suffix.
    private boolean isOwn(Class<?> type) {
        return type.getPackageName().equals(kind.getPackageName()) && type.getEnclosingClass() == null
                && (type.getSimpleName().endsWith(suffix) || wrapped(type).isPresent());
    }

    private String name(Class<?> type) {
        if (!isOwn(type)) return type.getName();
        String simple = type.getSimpleName();
        String stem = simple.endsWith(suffix)
                ? simple.substring(0, simple.length() - suffix.length())
                : simple;
        return stem.substring(0, 1).toLowerCase(Locale.ROOT) + stem.substring(1);
    }

    /// The component of a wrapper that holds what it wraps; empty if the type is no wrapper.
    private Optional<RecordComponent> wrapped(Class<?> type) {
        RecordComponent[] all = type.getRecordComponents();
        if (all == null) return Optional.empty();
        List<RecordComponent> own = Arrays.stream(all).filter(c -> c.getType() == kind).toList();
        return own.size() == 1 ? Optional.of(own.getFirst()) : Optional.empty();
    }

    /// The record that the text describes. What a wrapper wraps is read in the same way.
    ///
    /// @throws InvalidInputException where the text has an unknown name or key, a key twice, or a value that
    ///     the record does not take; the message offers the nearest name
    public T parse(String text) { return parse(text, this::parse); }

    /// The record that the text describes.
    ///
    /// @param inner reads what stands in the brackets of a wrapper
    /// @throws InvalidInputException as [#parse(String)]; also where a wrapper wraps nothing, or a record
    ///     that is no wrapper has brackets
    public T parse(String text, Function<String, T> inner) {
        String trimmed = text.strip();
        int end = nameEnd(trimmed);
        String name = trimmed.substring(0, end).strip();
        Class<? extends T> type = type(name);
        Optional<RecordComponent> place = wrapped(type);
        if (place.isEmpty() && trimmed.startsWith("(", end)) {
            throw new InvalidInputException(name + " wraps no " + what() + ", but \"" + trimmed
                    + "\" has brackets" + (wrappers().isEmpty()
                            ? ""
                            : "; these wrap one: " + String.join(", ", wrappers())));
        }
        int bracket = place.isPresent() ? trimmed.indexOf('(') : -1;
        if (place.isPresent() && (bracket < 0 || !trimmed.endsWith(")"))) {
            throw new InvalidInputException("\"" + trimmed + "\" must end with a bracket: " + form(name));
        }
        String head = bracket < 0 ? trimmed : trimmed.substring(0, bracket).strip();
        Map<String, String> given = settings(head, head.indexOf(':'));
        List<String> keys = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName)
                .filter(key -> place.isEmpty() || !key.equals(place.get().getName())).toList();
        requireKnown(given, keys, name);
        return made(type, name, given, bracket < 0
                ? Optional.empty()
                : Optional.of(inner.apply(trimmed.substring(bracket + 1, trimmed.length() - 1))));
    }

    private static void requireKnown(Map<String, String> given, List<String> keys, String name) {
        for (String key : given.keySet()) {
            if (!keys.contains(key)) {
                throw new InvalidInputException(name + " has no setting \"" + key + "\""
                        + nearest(key, keys)
                        + (keys.isEmpty() ? "; it has none" : "; it has " + String.join(", ", keys)));
            }
        }
    }

    /// Where the name ends: at the first colon or bracket.
    private static int nameEnd(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != ':' && text.charAt(end) != '(') {
            end++;
        }
        return end;
    }

    /// The record with these settings; the others are those of its shortest constructor.
    ///
    /// @param inner what a wrapper wraps
    private T made(Class<? extends T> type, String name, Map<String, String> given, Optional<T> inner) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            Object defaults = defaults(type, inner);
            Object[] values = new Object[components.length];
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                String value = given.get(components[i].getName());
                types[i] = components[i].getType();
                values[i] = value == null
                        ? components[i].getAccessor().invoke(defaults)
                        : value(value, components[i], name);
            }
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (NoSuchMethodException e) {
            throw new InvalidInputException(
                    name + " cannot be made from text, because it lacks a constructor "
                            + (inner.isPresent() ? "with only the " + what() : "without arguments"),
                    e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidInputException wrong) throw wrong;
            throw new InvalidInputException(name + " does not take these settings: "
                    + (e.getCause() instanceof IllegalArgumentException wrong
                            ? wrong.getMessage()
                            : e.getCause()),
                    e);
        } catch (ReflectiveOperationException e) {
            throw new InvalidInputException(
                    name + " cannot be made from text; make its record and its constructors public", e);
        }
    }

    /// The record with its defaults, around `inner` if it is a wrapper.
    private Object defaults(Class<?> type, Optional<T> inner) throws ReflectiveOperationException {
        return inner.isPresent()
                ? type.getDeclaredConstructor(kind).newInstance(inner.get())
                : type.getDeclaredConstructor().newInstance();
    }

    /// A record with other settings: what `name:key=value` means where the name stands for `usual` and not
    /// for the defaults of a record. The unit at the end of a key may be left out: `tolerance` for
    /// `toleranceMm`.
    ///
    /// @throws InvalidInputException as [#parse(String)], and where `usual` is no record but the text has
    ///     settings
    public T with(T usual, String text) {
        int colon = text.indexOf(':');
        if (colon < 0) return usual;
        String name = text.substring(0, colon).strip();
        RecordComponent[] components = usual.getClass().getRecordComponents();
        if (components == null) {
            throw new InvalidInputException(name + " is no record, so it has no settings, but the text is \""
                    + text + "\"");
        }
        Map<String, String> given = settings(text, colon);
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                String full = components[i].getName();
                String value = given.remove(full);
                if (value == null) value = given.remove(full.replaceFirst("Mm3?$", ""));
                types[i] = components[i].getType();
                values[i] = value == null
                        ? components[i].getAccessor().invoke(usual)
                        : value(value, components[i], name);
            }
            requireKnown(given, Arrays.stream(components).map(RecordComponent::getName).toList(), name);
            return kind.cast(usual.getClass().getDeclaredConstructor(types).newInstance(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidInputException wrong) throw wrong;
            throw new InvalidInputException(name + " does not take these settings: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new InvalidInputException(
                    name + " cannot be made from text; make its record and its constructor public", e);
        }
    }

    /// The text from which [#parse(String)] makes an equal record.
    public String text(T made) { return text(made, this::text); }

    /// The text from which [#parse(String, Function)] makes an equal record.
    ///
    /// @param inner writes what a wrapper wraps
    public String text(T made, Function<T, String> inner) {
        RecordComponent[] components = made.getClass().getRecordComponents();
        if (components == null) return made.getClass().getName();
        String name = name(made.getClass());
        try {
            Optional<RecordComponent> place = wrapped(made.getClass());
            Optional<T> held = place.isEmpty()
                    ? Optional.empty()
                    : Optional.of(kind.cast(place.get().getAccessor().invoke(made)));
            Object defaults = defaults(made.getClass(), held);
            var settings = new ArrayList<String>();
            for (RecordComponent component : components) {
                Object value = component.getAccessor().invoke(made);
                if (component.getType() == kind && held.isPresent()) continue;
                if (Objects.equals(value, component.getAccessor().invoke(defaults))) continue;
                settings.add(component.getName() + "=" + written(value));
            }
            return name + (settings.isEmpty() ? "" : ":" + String.join(",", settings))
                    + held.map(one -> "(" + inner.apply(one) + ")").orElse("");
        } catch (ReflectiveOperationException e) {
            return name;
        }
    }

    private static String written(Object value) {
        if (value instanceof Double number && number.isNaN()) return PLANNED;
        return value instanceof List<?> list
                ? String.join("+", list.stream().map(String::valueOf).toList())
                : String.valueOf(value);
    }

    private Class<? extends T> type(String name) {
        if (name.isEmpty())
            throw new InvalidInputException("a " + what() + " needs a name; known: " + offered());
        Class<?> found = found(name).orElseThrow(() -> new InvalidInputException(
                "no " + what() + " \"" + name + "\""
                        + nearest(name, Stream.concat(known().stream(), wrappers().stream()).toList())
                        + "; known: " + offered()));
        if (!kind.isAssignableFrom(found)) {
            throw new InvalidInputException("a " + what() + " was expected, but " + name + " is none; known: "
                    + offered());
        }
        if (!found.isRecord()) {
            throw new InvalidInputException(
                    name + " is no record, and only a record can be made from text; known: "
                            + offered());
        }
        return found.asSubclass(kind);
    }

    private Optional<Class<?>> found(String name) {
        if (name.contains(".")) return load(name);
        String stem = kind.getPackageName() + "." + name.substring(0, 1).toUpperCase(Locale.ROOT)
                + name.substring(1);
        return load(stem + suffix).or(() -> load(stem).filter(type -> wrapped(type).isPresent()));
    }

    private Optional<Class<?>> load(String name) {
        try {
            return Optional.of(Class.forName(name, false, kind.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    /// The kind as a word in a message.
    private String what() { return kind.getSimpleName().toLowerCase(Locale.ROOT); }

    /// How a wrapper is written.
    private String form(String wrapper) {
        return wrapper + "(" + kind.getSimpleName().toUpperCase(Locale.ROOT) + ")";
    }

    private String offered() {
        return Stream.concat(known().stream(), wrappers().stream().map(this::form))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> settings(String text, int colon) {
        var settings = new LinkedHashMap<String, String>();
        if (colon < 0) return settings;
        for (String part : text.substring(colon + 1).split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new InvalidInputException(
                        "a setting must have the form name=value, but \"" + text + "\" contains \""
                                + part.strip()
                                + "\"");
            }
            String key = part.substring(0, equals).strip();
            if (settings.put(key, part.substring(equals + 1).strip()) != null) {
                throw new InvalidInputException("\"" + text + "\" has \"" + key + "\" twice; leave one out");
            }
        }
        return settings;
    }

    private static Object value(String text, RecordComponent component, String name) {
        Class<?> type = component.getType();
        try {
            if (type == int.class) return Integer.parseInt(text);
            if (type == double.class) return text.equals(PLANNED) ? Double.NaN : number(text);
            if (type == boolean.class) return truth(text, component, name);
            if (type == String.class) return text;
            if (type == List.class) {
                return Arrays.stream(text.split("\\+", -1)).map(part -> Integer.parseInt(part.strip()))
                        .toList();
            }
            for (Object constant : type.isEnum() ? type.getEnumConstants() : new Object[0]) {
                if (plain(constant.toString()).equals(plain(text))) return constant;
            }
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    component.getName() + " of " + name + " must be "
                            + (type == double.class
                                    ? "a number"
                                    : type == int.class ? "a whole number" : "whole numbers joined by +")
                            + ", but is \"" + text + "\"",
                    e);
        }
        throw new InvalidInputException(component.getName() + " of " + name + " cannot be \"" + text + "\""
                + (type.isEnum() ? "; it is one of " + Arrays.toString(type.getEnumConstants()) : ""));
    }

    private static double number(String text) {
        double number = Double.parseDouble(text);
        if (Double.isNaN(number)) throw new NumberFormatException(text);
        return number;
    }

    private static boolean truth(String text, RecordComponent component, String name) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidInputException(
                    component.getName() + " of " + name + " is true or false, not \"" + text + "\"");
        };
    }

    private static String plain(String constant) {
        return constant.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    /// `; did you mean X?` if a known word is similar, else nothing.
    public static String nearest(String word, List<String> words) {
        return byLikeness(word, words).stream().findFirst()
                .filter(w -> edits(word, w) <= Math.max(2, word.length() / 3))
                .map(w -> "; did you mean " + w + "?")
                .orElse("");
    }

    /// These words, ordered by the number of letters that must be changed, then alphabetically.
    public static List<String> byLikeness(String word, List<String> words) {
        return words.stream().sorted(Comparator.<String>comparingInt(w -> edits(word, w))
                .thenComparing(Comparator.naturalOrder())).toList();
    }

    /// Levenshtein's distance, ignoring upper and lower case.
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character
                        .toLowerCase(b.charAt(j - 1));
                int change = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
