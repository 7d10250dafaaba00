package dev.exeat.gateway.socks;

/**
 * The login (RFC 1929). Whatever name and password are sent are taken, empty ones too, and none of it is kept: the door is open to the
 * whole sandbox, and only clients that cannot do without a login come here.
 */
sealed interface LoginState extends SocksState {
    int LOGIN_VERSION = 1;

    /** Before the version of the login, which is not that of SOCKS. */
    record Version() implements LoginState {
        @Override
        public SocksStep take(int octet) {
            return octet == LOGIN_VERSION
                    ? SocksStep.to(new Length(false))
                    : SocksStep.malformed(
                            SocksReply.LOGIN_FAILED,
                            "the login has the version " + octet + " and not " + LOGIN_VERSION);
        }
    }

    /** Before the length of the name, or of the password. */
    record Length(boolean password) implements LoginState {
        @Override
        public SocksStep take(int octet) {
            return new Text(password, octet).next();
        }
    }

    /** Within the name or the password. */
    record Text(boolean password, int left) implements LoginState {
        @Override
        public SocksStep take(int octet) {
            return new Text(password, left - 1).next();
        }

        private SocksStep next() {
            if (left > 0) {
                return SocksStep.to(this);
            }
            return password
                    ? SocksStep.to(new RequestState.Version(), SocksReply.LOGGED_IN)
                    : SocksStep.to(new Length(true));
        }
    }
}
