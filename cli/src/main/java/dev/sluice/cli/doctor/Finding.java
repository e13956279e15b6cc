package dev.sluice.cli.doctor;

/** One line of the doctor's report. */
sealed interface Finding {
    /** What was looked at, and what was found. */
    String what();

    /** It is as it should be. */
    record Ok(String what) implements Finding {}

    /** It works, but not as well as it could. */
    record Warn(String what, String fix) implements Finding {}

    /** It does not work. */
    record Fail(String what, String fix) implements Finding {}
}
