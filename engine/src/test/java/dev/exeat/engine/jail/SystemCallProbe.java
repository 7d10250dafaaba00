package dev.exeat.engine.jail;

import java.util.List;

/** Perl lines (Debian always has perl) that make a system call by number, and a 32-bit program that makes one. */
final class SystemCallProbe {
    private static final boolean X86 = "amd64".equals(System.getProperty("os.arch"));
    private static final int EPERM = 1;

    private SystemCallProbe() {}

    /** Succeeds unless the call is refused with EPERM: whatever else the kernel says, it has looked at it. */
    static String notRefused(int x86, int arm, Object... arguments) {
        String all = String.join(
                ", ", List.of(arguments).stream().map(Object::toString).toList());
        String call = "syscall(" + (X86 ? x86 : arm) + (all.isEmpty() ? "" : ", " + all) + ")";
        return "perl -e 'my $r = " + call + "; exit($r == -1 && $!+0 == " + EPERM + " ? 1 : 0)'";
    }

    /** Succeeds if a socket of this family, type and protocol can be made, or the kernel merely lacks it. */
    static String socket(int family, int type, int protocol) {
        return notRefused(41, 198, family, type, protocol);
    }

    /**
     * Writes and runs a static i386 program that calls socketcall(SYS_SOCKET, {AF_UNIX, SOCK_STREAM, 0}) and succeeds if it got a socket.
     */
    static String socketCall(String file) {
        // mov eax,102; mov ebx,1; mov ecx,arguments; int 0x80; cdq; mov ebx,edx; neg ebx; mov eax,1; int 0x80;
        // arguments
        String code =
                "B866000000" + "BB01000000" + "B97A800408" + "CD80" + "99" + "89D3" + "F7DB" + "B801000000" + "CD80";
        String elfHeader = "7F454C460101010000000000000000000200030001000000" + "54800408" + "34000000" + "00000000"
                + "00000000" + "3400" + "2000" + "0100" + "0000" + "0000" + "0000";
        String programHeader =
                "01000000" + "00000000" + "00800408" + "00800408" + "00010000" + "00010000" + "05000000" + "00100000";
        String padding = "00".repeat(0x7A - 0x54 - code.length() / 2);
        String arguments = "010000000100000000000000";
        String rest = "00".repeat(0x100 - 0x7A - 12);
        return "perl -e 'print pack(\"H*\", \"" + elfHeader + programHeader + code + padding + arguments + rest
                + "\")' > " + file + " && chmod +x " + file + " && " + file;
    }
}
