package dev.sluice.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The directory in which a Postgres keeps its data, and the password to it.
 *
 * @param directory holds {@code data} and the passwords
 */
record PostgresCluster(Path directory) {
    /** Who owns the databases. */
    static final String USER = "sluice";

    private static final String SUPERUSER = "postgres";
    private static final String SUPERUSER_PASSWORD = "superuser-password";

    Path data() {
        return directory.resolve("data");
    }

    /** The owner's password, made on first use; readable by the one who runs this alone. */
    String password() throws IOException {
        return password("password");
    }

    /** Data of earlier versions have the owner of the databases as their only superuser, who can't cease to be one. */
    boolean ownerIsSuperuser() {
        return Files.exists(data()) && !Files.exists(directory.resolve(SUPERUSER_PASSWORD));
    }

    String superuser() {
        return ownerIsSuperuser() ? USER : SUPERUSER;
    }

    /** The superuser's password, made on first use. */
    String superuserPassword() throws IOException {
        return ownerIsSuperuser() ? password() : password(SUPERUSER_PASSWORD);
    }

    private String password(String name) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Files.createDirectories(directory);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file, UTF_8).strip();
    }

    /** Runs {@code initdb} when there is no data yet. */
    void create(Path binaries, RunAs.Disguise disguise) throws IOException, InterruptedException {
        if (Files.exists(data())) {
            return;
        }
        // Made beside and moved: a half-made cluster must not be taken for a whole one.
        Path beside = directory.resolve("data.new");
        if (Files.exists(beside)) {
            PostgresBinaries.delete(beside);
        }
        password();
        superuserPassword();
        Files.createDirectories(beside);
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwx------"));
        Path passwordForInit = beside.resolveSibling("password.init");
        Files.copy(
                directory.resolve(SUPERUSER_PASSWORD),
                passwordForInit,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        try {
            if (disguise.owner().isPresent()) {
                openTheWay();
                RunAs.give(beside, disguise.owner().get());
                RunAs.give(passwordForInit, disguise.owner().get());
            }
            initdb(binaries, disguise, beside, passwordForInit);
        } finally {
            Files.delete(passwordForInit);
        }
        Files.move(beside, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    // Another user must be able to reach its data; what lies beside them stays closed by its own mode.
    private void openTheWay() throws IOException {
        for (Path step : List.of(directory, directory.getParent())) {
            Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(step));
            if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
                Files.setPosixFilePermissions(step, permissions);
            }
        }
    }

    /**
     * Removes what a killed Postgres left: its number may by now be that of another program, and Postgres would then
     * refuse to start.
     */
    void clearStalePid() throws IOException {
        Path file = data().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        String pid = Files.readString(file).lines().findFirst().orElse("").strip();
        if (pid.matches("\\d{1,10}")
                && ProcessHandle.of(Long.parseLong(pid))
                        .flatMap(handle -> handle.info().command())
                        .filter(command -> command.endsWith("/postgres"))
                        .isPresent()) {
            throw new IOException("another Postgres (process " + pid + ") runs on " + data());
        }
        Files.deleteIfExists(file);
    }

    private void initdb(Path binaries, RunAs.Disguise disguise, Path target, Path passwordFile)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(disguise.prefix());
        line.addAll(List.of(
                binaries.resolve("bin/initdb").toString(),
                "--pgdata=" + target,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        Process process = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("initdb failed: " + output.strip()
                    + (disguise.owner().isEmpty()
                            ? ""
                            : "; run as root it becomes another user, who has to reach " + directory));
        }
    }
}
