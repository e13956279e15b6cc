package dev.sluice.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlPathTest {
    @Test
    void stepsAttributeAndTextAreRead() {
        XmlPath path = XmlPath.parse("//a:Item[2]/*/@id");

        assertThat(path.anywhere()).isTrue();
        assertThat(path.steps()).containsExactly(new XmlPath.Step("a:Item", 2), new XmlPath.Step("*", 0));
        assertThat(path.attribute()).hasValue("id");
        assertThat(XmlPath.parse("/a/text()").steps()).containsExactly(new XmlPath.Step("a", 0));
        assertThat(XmlPath.parse("/Größe-1.x/_b").steps()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//",
                "a",
                "a/b",
                "/a/",
                "/a//b",
                "/a/..",
                "/a/.",
                "/@id",
                "/text()",
                "/a/@id/b",
                "/a/text()/b",
                "/a[0]",
                "/a[-1]",
                "/a[last()]",
                "/a[@id='1']",
                "/a[1234567]",
                "/a|/b",
                "/child::a",
                "/a b",
                "/1a",
                "/a:b:c",
                "count(/a)"
            })
    void pathsThatNeedMoreThanOnePassAreRefused(String text) {
        assertThatThrownBy(() -> XmlPath.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
