package dev.sluice.processor;

/** Starts processor-service. */
public final class ProcessorMain {
    private ProcessorMain() {}

    public static void main(String[] args) {
        System.out.println("sluice processor-service");
    }
}
