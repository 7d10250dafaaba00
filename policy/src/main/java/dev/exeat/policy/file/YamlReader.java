package dev.exeat.policy.file;

import dev.exeat.policy.Place;
import dev.exeat.policy.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document into nodes, by the library's events. Anchors, aliases, tags, merge keys, directives and further
 * documents are problems: nothing in a policy is another thing than it looks. Nesting is bounded, so that work and memory grow with the
 * length of the text alone.
 */
final class YamlReader {
    private static final int DEEPEST = 8;

    private final PolicyFile file;
    private final Problems problems;
    private final Iterator<Event> events;

    /** Ends the reading where going on makes no sense; its problem has been told. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super(null, null, false, false);
        }
    }

    private YamlReader(PolicyFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.name())
                .setParseComments(false)
                .setUseMarks(true)
                .setCodePointLimit(PolicyFile.MOST_BYTES)
                .build();
        this.events = new Parse(settings).parseString(file.text()).iterator();
    }

    /** The document's root; null when there is none, or when the text cannot be read on: the problems say why. */
    static @Nullable YamlNode read(PolicyFile file, Problems problems) {
        if (!tabs(file, problems)) {
            return null;
        }
        try {
            return new YamlReader(file, problems).document();
        } catch (Stopped told) {
            return null;
        } catch (MarkedYamlEngineException malformed) {
            SyntaxProblem.add(file, problems, malformed);
            return null;
        } catch (ReaderException character) {
            problems.add(
                    SyntaxProblem.placeOf(file, character.getPosition()),
                    "yaml-character",
                    "the character " + Quoted.codePoint(character.getCodePoint()) + " cannot stand in YAML",
                    "remove it");
            return null;
        } catch (YamlEngineException malformed) {
            problems.add(new Place(file.name(), 1, 1), "yaml-syntax", "the text is not YAML", "mend it");
            return null;
        }
    }

    /** Indentation is made of spaces (YAML 1.2 section 6.1). */
    private static boolean tabs(PolicyFile file, Problems problems) {
        int number = 0;
        boolean clean = true;
        for (String line : file.lines()) {
            number++;
            int blank = 0;
            while (blank < line.length() && line.charAt(blank) == ' ') {
                blank++;
            }
            if (blank < line.length() && line.charAt(blank) == '\t') {
                problems.add(
                        new Place(file.name(), number, blank + 1),
                        "yaml-tab",
                        "the line is indented with a tab",
                        "indent with spaces");
                clean = false;
            }
        }
        return clean;
    }

    private @Nullable YamlNode document() {
        YamlNode root = null;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent start) {
                if (root != null) {
                    problems.add(
                            place(event),
                            "yaml-documents",
                            "a second document begins, and a policy is one",
                            "make a file of its own of it");
                    throw new Stopped();
                }
                directives(start);
                root = node(events.next(), 0);
            }
        }
        return root;
    }

    private void directives(DocumentStartEvent start) {
        if (start.getSpecVersion().isPresent() || !start.getTags().isEmpty()) {
            problems.add(place(start), "yaml-directive", "a line that begins with '%' is not read", "remove it");
        }
    }

    private YamlNode node(Event event, int depth) {
        if (depth > DEEPEST) {
            problems.add(place(event), "yaml-depth", "this is nested deeper than any policy", "write it flat");
            throw new Stopped();
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        decorations(event);
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent list -> sequence(list, depth);
            case MappingStartEvent map -> mapping(map, depth);
            default -> new YamlNode.Refused(place(event));
        };
    }

    private YamlNode alias(AliasEvent alias) {
        String name = "*" + alias.getAlias().getValue();
        boolean pattern = name.startsWith("*.") || name.startsWith("**");
        problems.add(
                place(alias),
                "yaml-alias",
                Quoted.of(name) + " is an alias to YAML, and a policy has none",
                pattern ? "write the pattern in quotes: \"" + name + "\"" : "write out what it stands for");
        return new YamlNode.Refused(place(alias));
    }

    private void decorations(Event event) {
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            problems.add(
                    place(event),
                    "yaml-anchor",
                    Quoted.of("&" + node.getAnchor().get().getValue()) + " is an anchor, and a policy has none",
                    "remove it, and write out what refers to it");
        }
        Optional<String> tag = switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case SequenceStartEvent list -> list.getTag();
            case MappingStartEvent map -> map.getTag();
            default -> Optional.empty();
        };
        tag.ifPresent(found ->
                problems.add(place(event), "yaml-tag", "tag " + Quoted.of(found) + " is not read", "remove it"));
    }

    private YamlNode.Scalar scalar(ScalarEvent event) {
        String text = event.getValue();
        YamlNode.Kind kind = event.isPlain() ? YamlNode.Kind.ofPlain(text) : YamlNode.Kind.TEXT;
        return new YamlNode.Scalar(text, kind, place(event));
    }

    private YamlNode sequence(SequenceStartEvent start, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return new YamlNode.Sequence(List.copyOf(items), place(start));
    }

    private YamlNode mapping(MappingStartEvent start, int depth) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        Map<String, Place> known = new HashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            YamlNode key = node(event, depth + 1);
            YamlNode value = node(events.next(), depth + 1);
            if (key instanceof YamlNode.Scalar scalar && isKey(scalar, known)) {
                entries.add(new YamlNode.Entry(scalar, value));
            } else if (!(key instanceof YamlNode.Scalar) && !(key instanceof YamlNode.Refused)) {
                problems.add(key.place(), "yaml-key", "a key is " + key.described(), "write a word as the key");
            }
        }
        return new YamlNode.Mapping(List.copyOf(entries), place(start));
    }

    private boolean isKey(YamlNode.Scalar key, Map<String, Place> known) {
        if (key.text().equals("<<")) {
            problems.add(
                    key.place(),
                    "yaml-merge",
                    "'<<' would merge another mapping in, and a policy has no such thing",
                    "write out what it stands for");
            return false;
        }
        Place first = known.putIfAbsent(key.text(), key.place());
        if (first != null) {
            problems.add(
                    key.place(),
                    "yaml-duplicate-key",
                    "key " + Quoted.of(key.text()) + " is there already, in line " + first.line(),
                    "make one of the two");
        }
        return first == null;
    }

    private Place place(Event event) {
        return event.getStartMark()
                .map(mark -> SyntaxProblem.placeOf(file, mark))
                .orElse(new Place(file.name(), 1, 1));
    }
}
