package dev.exeat.policy;

import java.util.Set;

/** Names under which anyone can register or rent a name: public suffixes and shared hosting. A short list, for warnings only. */
final class SharedHosting {
    private static final Set<String> BASES = Set.of(
            ("co.uk org.uk ac.uk gov.uk me.uk com.au net.au org.au co.nz co.jp ne.jp or.jp co.kr co.in co.za co.il com.br com.mx com.ar"
                            + " com.cn com.hk com.sg com.tr com.tw com.ua eu.org uk.com us.com"
                            + " github.io githubusercontent.com gist.github.com raw.githubusercontent.com gitlab.io pages.dev workers.dev"
                            + " r2.dev cloudflarestorage.com trycloudflare.com vercel.app now.sh netlify.app netlify.com onrender.com"
                            + " render.com fly.dev herokuapp.com herokuspace.com azurewebsites.net azurestaticapps.net azureedge.net"
                            + " azurefd.net cloudapp.net cloudapp.azure.com windows.net core.windows.net blob.core.windows.net"
                            + " amazonaws.com s3.amazonaws.com s3-website.amazonaws.com elb.amazonaws.com execute-api.amazonaws.com"
                            + " compute.amazonaws.com elasticbeanstalk.com awsapprunner.com on.aws lambda-url.on.aws cloudfront.net"
                            + " amplifyapp.com googleapis.com storage.googleapis.com appspot.com run.app cloudfunctions.net web.app"
                            + " firebaseapp.com firebaseio.com googleusercontent.com translate.goog akamaized.net akamaihd.net edgekey.net"
                            + " edgesuite.net fastly.net fastlylb.net b-cdn.net digitaloceanspaces.com ondigitalocean.app"
                            + " backblazeb2.com wasabisys.com blogspot.com wordpress.com tumblr.com wixsite.com weebly.com webflow.io"
                            + " surge.sh glitch.me repl.co replit.app replit.dev codesandbox.io stackblitz.io gitpod.io ngrok.io ngrok.app"
                            + " ngrok-free.app loca.lt serveo.net localtunnel.me duckdns.org no-ip.org ddns.net dyndns.org nip.io sslip.io"
                            + " deno.dev deno.net supabase.co hf.space streamlit.app oast.fun oast.pro oast.live interact.sh"
                            + " webhook.site requestbin.net pipedream.net hookdeck.com slack.com sharepoint.com atlassian.net zendesk.com"
                            + " myshopify.com")
                    .split(" ", -1));

    private SharedHosting() {}

    static boolean contains(HostName base) {
        return BASES.contains(base.ascii()) || isRegionalAmazon(base);
    }

    /** Such as {@code s3.eu-west-1.amazonaws.com}: a service or a region of it, below which customers have names. */
    private static boolean isRegionalAmazon(HostName base) {
        return base.ascii().endsWith(".amazonaws.com") && base.labelCount() <= 4;
    }
}
