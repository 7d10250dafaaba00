package dev.exeat.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Punycode, RFC 3492, for single labels. Own code since {@code java.net.IDN} is IDNA 2003: it deletes, maps and accepts what must be
 * refused. Work is bounded: neither direction takes or gives more than 63 characters.
 */
final class Punycode {
    private static final int LONGEST = 63;
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 0x80;

    private Punycode() {}

    /** The code points that lower-case {@code text} (without {@code xn--}) stands for, or null when it is not punycode. */
    static @Nullable List<Integer> decode(String text) {
        int delimiter = text.lastIndexOf('-');
        if (text.length() > LONGEST || delimiter == 0) {
            return null;
        }
        List<Integer> out = new ArrayList<>(
                text.substring(0, Math.max(delimiter, 0)).chars().boxed().toList());
        long n = INITIAL_N;
        long i = 0;
        int bias = INITIAL_BIAS;
        int at = delimiter + 1;
        while (at < text.length()) {
            long before = i;
            int weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = at < text.length() ? digit(text.charAt(at)) : -1;
                if (digit < 0 || weight > Character.MAX_CODE_POINT * LONGEST) {
                    return null;
                }
                at++;
                i += (long) digit * weight;
                int threshold = threshold(k, bias);
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
            }
            int length = out.size() + 1;
            bias = adapt(i - before, length, before == 0);
            n += i / length;
            i %= length;
            if (n > Character.MAX_CODE_POINT) {
                return null;
            }
            out.add((int) i++, (int) n);
        }
        return out;
    }

    /** The punycode (without {@code xn--}) of lower-case code points, or null when it would not fit into a label. */
    static @Nullable String encode(List<Integer> codePoints) {
        if (codePoints.size() > LONGEST) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        codePoints.stream().filter(c -> c < INITIAL_N).forEach(out::appendCodePoint);
        int basic = out.length();
        int handled = basic;
        if (basic > 0) {
            out.append('-');
        }
        int n = INITIAL_N;
        long delta = 0;
        int bias = INITIAL_BIAS;
        while (handled < codePoints.size() && out.length() <= LONGEST) {
            int next = smallestFrom(codePoints, n);
            delta += (long) (next - n) * (handled + 1);
            n = next;
            for (int codePoint : codePoints) {
                if (codePoint < n) {
                    delta++;
                } else if (codePoint == n) {
                    appendDelta(out, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return out.length() > LONGEST - 4 ? null : out.toString();
    }

    private static int smallestFrom(List<Integer> codePoints, int least) {
        return codePoints.stream()
                .mapToInt(c -> c)
                .filter(c -> c >= least)
                .min()
                .orElseThrow();
    }

    private static void appendDelta(StringBuilder out, long delta, int bias) {
        long rest = delta;
        for (int k = BASE; ; k += BASE) {
            int threshold = threshold(k, bias);
            if (rest < threshold) {
                out.append(character((int) rest));
                return;
            }
            out.append(character((int) (threshold + (rest - threshold) % (BASE - threshold))));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private static int threshold(int k, int bias) {
        return Math.clamp(k - bias, T_MIN, T_MAX);
    }

    private static int adapt(long delta, int length, boolean first) {
        long rest = first ? delta / DAMP : delta / 2;
        rest += rest / length;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return (int) (k + (BASE - T_MIN + 1) * rest / (rest + SKEW));
    }

    private static int digit(char character) {
        if (character >= 'a' && character <= 'z') {
            return character - 'a';
        }
        return AsciiNumber.isDigit(character) ? character - '0' + 26 : -1;
    }

    private static char character(int digit) {
        return (char) (digit < 26 ? 'a' + digit : '0' + digit - 26);
    }
}
