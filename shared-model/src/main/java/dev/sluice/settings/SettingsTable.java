package dev.sluice.settings;

import java.util.List;

/** Prints settings as {@code docs/configuration.md} shows them. */
public final class SettingsTable {
    private SettingsTable() {}

    /** A section with a heading and a Markdown table, a line per setting in the order given. */
    public static String markdown(String title, List<Setting<?>> settings) {
        StringBuilder text = new StringBuilder()
                .append("## ")
                .append(title)
                .append("\n\n| Variable | Default | Meaning |\n|---|---|---|\n");
        for (Setting<?> setting : settings) {
            text.append("| `")
                    .append(setting.name())
                    .append("` | ")
                    .append(setting.fallback().isEmpty() ? "empty" : "`" + cell(setting.fallback()) + "`")
                    .append(" | ")
                    .append(cell(setting.help()))
                    .append(setting.secret() ? " Or `" + setting.fileVariable() + "` names a file that holds it." : "")
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
