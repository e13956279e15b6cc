/** The endpoints as operators see and change them: a changed configuration taken up while requests go on, their list, a test webhook. */
@NullMarked
package dev.sluice.ingest.endpoints;

import org.jspecify.annotations.NullMarked;
