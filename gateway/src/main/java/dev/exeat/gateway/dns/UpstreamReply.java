package dev.exeat.gateway.dns;

/** What became of one question to one upstream server. */
sealed interface UpstreamReply {
    /** An answer to the question, or proof that there is none. */
    record Answered(Resolution resolution) implements UpstreamReply {}

    /** Not an answer to this question: waiting goes on. */
    record Unrelated() implements UpstreamReply {}

    /** Truncated, or with another case pattern than was sent: to be asked again over TCP, which can't be forged blindly. */
    record AskOverTcp() implements UpstreamReply {}

    /** The server can't or won't answer: another one may. */
    record Refused(String why) implements UpstreamReply {}

    /** Nothing came in time: the server may be asked once more. */
    record Silent() implements UpstreamReply {}

    /** The network says that nobody is there. */
    record Unreachable(String why) implements UpstreamReply {}
}
