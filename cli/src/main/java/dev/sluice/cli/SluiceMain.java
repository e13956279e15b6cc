package dev.sluice.cli;

/** Starts sluice. */
public final class SluiceMain {
    private SluiceMain() {}

    public static void main(String[] args) {
        System.out.println("sluice sluice");
    }
}
