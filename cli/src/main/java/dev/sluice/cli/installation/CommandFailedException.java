package dev.sluice.cli.installation;

/** A command can't do what it was asked to; the message says why and what to do. */
public final class CommandFailedException extends Exception {
    /** Exit code: it was tried and did not work. */
    public static final int FAILED = 1;

    /** Exit code: the command or a configuration is wrong. */
    public static final int USAGE = 2;

    /** Exit code: the machine is not ready: a port is taken, the disk is full, another one runs. */
    public static final int ENVIRONMENT = 3;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public CommandFailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public CommandFailedException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
