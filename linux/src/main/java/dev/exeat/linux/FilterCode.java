package dev.exeat.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A block of classic BPF over {@code struct seccomp_data} (seccomp(2), linux/filter.h). Conditions hold a block of their own, so there
 * are no labels to get wrong; a block that does not return falls through to what follows it.
 */
public final class FilterCode {
    private static final int LOAD_WORD = 0x20;
    private static final int AND = 0x54;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_AT_LEAST = 0x35;
    private static final int JUMP_SET = 0x45;
    private static final int RETURN = 0x06;
    private static final int NEAR = 255;
    private static final int INSTRUCTION_SIZE = 8;
    private static final int NUMBER_OFFSET = 0;
    private static final int ARCHITECTURE_OFFSET = 4;
    private static final int ARGUMENTS_OFFSET = 16;
    private static final int ARGUMENT_SIZE = 8;

    private record Instruction(int code, int whenTrue, int whenFalse, int operand) {}

    private final List<Instruction> instructions = new ArrayList<>();
    private final int refusal;

    FilterCode(int refusal) {
        this.refusal = refusal;
    }

    FilterCode loadNumber() {
        return add(LOAD_WORD, 0, 0, NUMBER_OFFSET);
    }

    FilterCode loadArchitecture() {
        return add(LOAD_WORD, 0, 0, ARCHITECTURE_OFFSET);
    }

    /** Loads the lower 32 bits of an argument (0 to 5): all that the kernel looks at where a parameter is an int. */
    public FilterCode loadArgument(int index) {
        // both machines are little-endian
        return add(LOAD_WORD, 0, 0, ARGUMENTS_OFFSET + index * ARGUMENT_SIZE);
    }

    /** Keeps these bits of what was loaded. */
    public FilterCode mask(int bits) {
        return add(AND, 0, 0, bits);
    }

    /** Runs the block when what was loaded is this value. */
    public FilterCode ifEqual(int value, Consumer<FilterCode> block) {
        return when(JUMP_EQUAL, value, block);
    }

    /** Runs the block when what was loaded, unsigned, is this value or more. */
    public FilterCode ifAtLeast(int value, Consumer<FilterCode> block) {
        return when(JUMP_AT_LEAST, value, block);
    }

    /** Runs the block when what was loaded has one of these bits. */
    public FilterCode ifAnySet(int bits, Consumer<FilterCode> block) {
        return when(JUMP_SET, bits, block);
    }

    /** The call goes on. */
    public void allow() {
        returns(Seccomp.ALLOW);
    }

    /** The call is refused in the filter's way: EPERM, recorded where there is a listener. */
    public void refuse() {
        returns(refusal);
    }

    /** The call fails with this error, unrecorded. */
    public void fail(int errno) {
        returns(Seccomp.ERRNO | errno);
    }

    void returns(int value) {
        add(RETURN, 0, 0, value);
    }

    private FilterCode when(int jump, int operand, Consumer<FilterCode> block) {
        FilterCode body = new FilterCode(refusal);
        block.accept(body);
        int length = body.instructions.size();
        if (length <= NEAR) {
            add(jump, 0, length, operand);
        } else {
            add(jump, 1, 0, operand);
            add(JUMP, 0, 0, length);
        }
        instructions.addAll(body.instructions);
        return this;
    }

    private FilterCode add(int code, int whenTrue, int whenFalse, int operand) {
        instructions.add(new Instruction(code, whenTrue, whenFalse, operand));
        return this;
    }

    int length() {
        return instructions.size();
    }

    /** The instructions as {@code struct sock_filter} has them. */
    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(length() * INSTRUCTION_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction i : instructions) {
            bytes.putShort((short) i.code)
                    .put((byte) i.whenTrue)
                    .put((byte) i.whenFalse)
                    .putInt(i.operand);
        }
        return bytes.array();
    }
}
