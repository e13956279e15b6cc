package dev.sluice.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartTest {
    private static final int OF_JAVA_8 = 52;

    @ParameterizedTest
    @CsvSource({"1.8, 8", "11, 11", "17, 17", "21, 21", "25, 25"})
    void releaseIsReadInBothOfItsForms(String version, int release) {
        assertThat(Start.release(version)).isEqualTo(release);
    }

    @Test
    void refusalNamesTheVersionNeededAndTheOneThatIsThere() {
        assertThat(Start.refusal("17", "/usr/lib/jvm/17"))
                .isEqualTo("Sluice needs Java 21 or later, and this is Java 17 (/usr/lib/jvm/17): run it with the java"
                        + " of a newer JDK.");
    }

    /** Whatever the class needs: were it of a newer form, an old Java would never come to say its sentence. */
    @Test
    void classFileIsOneThatOldJavasRead() throws Exception {
        try (InputStream file = Start.class.getResourceAsStream("Start.class");
                DataInputStream in = new DataInputStream(file)) {
            assertThat(in.readInt()).isEqualTo(0xCAFEBABE);
            assertThat(in.readUnsignedShort()).as("minor version").isZero();
            assertThat(in.readUnsignedShort()).isLessThanOrEqualTo(OF_JAVA_8);
        }
    }
}
