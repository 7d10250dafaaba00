package dev.exeat.gateway.socks;

/** The greeting (RFC 1928 section 3): version, number of methods, methods. */
sealed interface GreetingState extends SocksState {
    int METHOD_NONE = 0;
    int METHOD_LOGIN = 2;

    /** Before the first octet. */
    record Version() implements GreetingState {
        @Override
        public SocksStep take(int octet) {
            return octet == VERSION
                    ? SocksStep.to(new MethodCount())
                    : SocksStep.malformed(null, "the first byte is " + octet + " where SOCKS 5 has " + VERSION);
        }
    }

    /** Before the number of methods. */
    record MethodCount() implements GreetingState {
        @Override
        public SocksStep take(int octet) {
            return new Methods(octet, false, false).next();
        }
    }

    /** Among the methods. */
    record Methods(int left, boolean none, boolean login) implements GreetingState {
        @Override
        public SocksStep take(int octet) {
            return new Methods(left - 1, none || octet == METHOD_NONE, login || octet == METHOD_LOGIN).next();
        }

        /** The choice can be made after the last one only: the order of methods says nothing. */
        private SocksStep next() {
            if (left > 0) {
                return SocksStep.to(this);
            }
            if (none) {
                return SocksStep.to(new RequestState.Version(), SocksReply.NO_LOGIN);
            }
            return login
                    ? SocksStep.to(new LoginState.Version(), SocksReply.LOGIN)
                    : SocksStep.malformed(
                            SocksReply.NO_METHOD,
                            "the client offers neither no login nor a login by name and password");
        }
    }
}
