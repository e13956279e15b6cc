package dev.sluice.diagnosis;

import dev.sluice.signature.SignedUrl;
import java.util.LinkedHashSet;
import java.util.Set;

/** The URLs a provider may have registered, given the one that is configured. */
final class UrlVariations {
    private UrlVariations() {}

    /**
     * @param configured what was checked
     * @param requested what the request itself asked for
     */
    static Set<String> of(String configured, String requested) {
        Set<String> urls = new LinkedHashSet<>();
        urls.add(requested);
        urls.add(requested.startsWith("http:") ? "https:" + requested.substring(5) : requested);
        urls.add(
                configured.startsWith("https:")
                        ? "http:" + configured.substring(6)
                        : "https:" + configured.substring(configured.indexOf(':') + 1));
        int query = configured.indexOf('?');
        String path = query < 0 ? configured : configured.substring(0, query);
        String rest = query < 0 ? "" : configured.substring(query);
        urls.add(path.endsWith("/") ? path.substring(0, path.length() - 1) + rest : path + "/" + rest);
        urls.add(path);
        SignedUrl.apostrophes(configured).forEach(urls::add);
        urls.remove(configured);
        return urls;
    }
}
