package dev.exeat.gateway.socks;

/** Where a negotiation stands: each state takes one octet, from 0 to 255, and says what it does. */
sealed interface SocksState permits GreetingState, LoginState, RequestState {
    /** The version of SOCKS, in the greeting and in the request. */
    int VERSION = 5;

    SocksStep take(int octet);
}
