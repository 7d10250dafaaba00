package dev.exeat.linux;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Signals that this process receives, signal(7). The JVM's own handler thread calls the receiver, so it must be quick.
 *
 * <p>Reached by reflection: {@code sun.misc.Signal} is the only supported way, and its compiler warning cannot be switched off.
 */
public final class Signals {
    private Signals() {}

    /**
     * From now on gives this signal to the receiver instead of its default action.
     *
     * @param name without SIG, such as {@code TERM}; not one that the JVM keeps for itself (QUIT, SEGV, USR1 ...)
     * @param receiver takes the signal's number
     * @throws IllegalArgumentException for a signal that cannot be received
     */
    public static void on(String name, IntConsumer receiver) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object which = signal.getConstructor(String.class).newInstance(name);
            int number = (int) signal.getMethod("getNumber").invoke(which);
            InvocationHandler calls = (_, method, _) -> isHandle(method) ? deliver(receiver, number) : number;
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
            signal.getMethod("handle", signal, handler).invoke(null, which, proxy);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalArgumentException("signal '" + name + "' cannot be received", impossible);
        }
    }

    private static boolean isHandle(Method method) {
        return method.getName().equals("handle");
    }

    @SuppressWarnings("NullAway") // the handler's method returns nothing
    private static Object deliver(IntConsumer receiver, int number) {
        receiver.accept(number);
        return null;
    }
}
