package dev.exeat.policy;

import java.util.List;
import java.util.function.Function;

/**
 * What came of parsing text: the value, or every problem that was found. A user's mistake is a value here, not an exception.
 *
 * @param <T> what the text stands for
 */
public sealed interface Parsed<T> {
    /**
     * The text was right.
     *
     * @param value what it stands for
     */
    record Ok<T>(T value) implements Parsed<T> {
        @Override
        public List<Problem> problems() {
            return List.of();
        }
    }

    /**
     * The text was wrong.
     *
     * @param problems everything that was found, at least one
     */
    record Bad<T>(List<Problem> problems) implements Parsed<T> {
        public Bad {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a bad value needs a problem");
            }
        }
    }

    /** The right value. */
    static <T> Parsed<T> ok(T value) {
        return new Ok<>(value);
    }

    /** A wrong value with one problem. */
    static <T> Parsed<T> bad(String id, String message, String fix) {
        return bad(new Problem(id, message, fix));
    }

    /** A wrong value with one problem. */
    static <T> Parsed<T> bad(Problem problem) {
        return new Bad<>(List.of(problem));
    }

    /** A wrong value with all of its problems. */
    static <T> Parsed<T> bad(List<Problem> problems) {
        return new Bad<>(problems);
    }

    /** The problems; empty when the text was right. */
    List<Problem> problems();

    /** Whether the text was right. */
    default boolean isOk() {
        return this instanceof Ok<T>;
    }

    /** The value turned into another one; problems stay as they are. */
    default <U> Parsed<U> map(Function<? super T, ? extends U> change) {
        return switch (this) {
            case Ok<T>(T value) -> ok(change.apply(value));
            case Bad<T>(List<Problem> problems) -> bad(problems);
        };
    }

    /** The value parsed further; problems stay as they are. */
    default <U> Parsed<U> flatMap(Function<? super T, Parsed<U>> next) {
        return switch (this) {
            case Ok<T>(T value) -> next.apply(value);
            case Bad<T>(List<Problem> problems) -> bad(problems);
        };
    }

    /**
     * The value of text that is known to be right, such as a constant.
     *
     * @throws IllegalArgumentException with all problems, when it is wrong after all
     */
    default T orElseThrow() {
        return switch (this) {
            case Ok<T>(T value) -> value;
            case Bad<T>(List<Problem> problems) -> throw new IllegalArgumentException(Problem.lines(problems));
        };
    }
}
