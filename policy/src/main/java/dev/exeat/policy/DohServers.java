package dev.exeat.policy;

import java.util.Set;

/**
 * Host names of known public DNS-over-HTTPS servers. Whoever reaches one can resolve and tunnel past the gateway's own resolver, so a
 * wildcard or a permissive default is not enough for them: a rule must name the host itself.
 */
public final class DohServers {
    /** The date of the list, which is its version. */
    public static final String DATE = "2026-11-22";

    private static final Set<String> NAMES = Set.of(
            "cloudflare-dns.com",
            "mozilla.cloudflare-dns.com",
            "chrome.cloudflare-dns.com",
            "security.cloudflare-dns.com",
            "family.cloudflare-dns.com",
            "dns64.cloudflare-dns.com",
            "1dot1dot1dot1.cloudflare-dns.com",
            "one.one.one.one",
            "dns.google",
            "dns.google.com",
            "dns64.dns.google",
            "8888.google",
            "dns.quad9.net",
            "dns9.quad9.net",
            "dns10.quad9.net",
            "dns11.quad9.net",
            "dns12.quad9.net",
            "doh.opendns.com",
            "doh.familyshield.opendns.com",
            "doh.sandbox.opendns.com",
            "doh.umbrella.com",
            "dns.nextdns.io",
            "anycast.dns.nextdns.io",
            "chromium.dns.nextdns.io",
            "firefox.dns.nextdns.io",
            "doh3.dns.nextdns.io",
            "dns.adguard.com",
            "dns-family.adguard.com",
            "dns-unfiltered.adguard.com",
            "dns.adguard-dns.com",
            "family.adguard-dns.com",
            "unfiltered.adguard-dns.com",
            "d.adguard-dns.com",
            "doh.cleanbrowsing.org",
            "family-filter-dns.cleanbrowsing.org",
            "dns.mullvad.net",
            "adblock.dns.mullvad.net",
            "base.dns.mullvad.net",
            "extended.dns.mullvad.net",
            "family.dns.mullvad.net",
            "all.dns.mullvad.net",
            "doh.mullvad.net",
            "freedns.controld.com",
            "dns.controld.com",
            "doh.dns.sb",
            "dns.sb",
            "doh.sb",
            "dns.alidns.com",
            "doh.pub",
            "doh.360.cn",
            "dns.twnic.tw",
            "dns.switch.ch",
            "doh.applied-privacy.net",
            "doh.libredns.gr",
            "doh.ffmuc.net",
            "dns.digitale-gesellschaft.ch",
            "doh.xfinity.com",
            "doh.cox.net",
            "dns.nl.ahadns.net",
            "blitz.ahadns.com",
            "ordns.he.net",
            "wikimedia-dns.org",
            "doh.dns4all.eu",
            "dns4all.eu",
            "joindns4.eu",
            "unfiltered.joindns4.eu",
            "protective.joindns4.eu",
            "dns0.eu",
            "zero.dns0.eu",
            "kids.dns0.eu",
            "open.dns0.eu",
            "public.dns.iij.jp",
            "jp.tiar.app",
            "doh.tiar.app",
            "odoh.cloudflare-dns.com",
            "doh.dns.apple.com",
            "canadianshield.cira.ca",
            "private.canadianshield.cira.ca",
            "protected.canadianshield.cira.ca",
            "family.canadianshield.cira.ca",
            "resolver-eu.lelux.fi",
            "doh.seby.io",
            "dns.rabbitdns.org",
            "dns.aa.net.uk",
            "dnsforge.de",
            "rdns.faelix.net",
            "doh.bortzmeyer.fr",
            "dns.njal.la",
            "dns.surfsharkdns.com",
            "sky.rethinkdns.com",
            "max.rethinkdns.com");

    /** Providers that give every customer a name of their own below these. */
    private static final Set<String> PARENTS = Set.of(
            "dns.nextdns.io",
            "d.adguard-dns.com",
            "dns.controld.com",
            "cloudflare-gateway.com",
            "cloudflare-dns.com",
            "dns.mullvad.net");

    private DohServers() {}

    /** Whether the name is a known server's, or below a provider's name for its customers. */
    public static boolean contains(HostName name) {
        String ascii = name.ascii();
        int dot = ascii.indexOf('.');
        boolean below = false;
        while (dot >= 0 && !below) {
            below = PARENTS.contains(ascii.substring(dot + 1));
            dot = ascii.indexOf('.', dot + 1);
        }
        return below || NAMES.contains(ascii);
    }
}
