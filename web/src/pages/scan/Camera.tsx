/**
 * The phone's camera, looked at until it shows a QR code.
 *
 * Room:  pages/scan.
 * Holds: frames are decoded here and go nowhere; the camera is let go when the part goes away.
 */
import { useEffect, useRef, useState } from "react";
import { useText } from "../../i18n/language";

/** Wide enough for a code that fills a third of the picture, small enough for an old phone. */
const width = 480;
const pauseMs = 120;

export function Camera({ onCode }: { onCode: (code: string) => void }) {
  const text = useText();
  const video = useRef<HTMLVideoElement>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    void watch(video.current, stop.signal, onCode).catch(() => {
      if (!stop.signal.aborted) setBroken(true);
    });
    return () => stop.abort();
  }, [onCode]);
  if (isBroken) {
    return (
      <div className="panel" role="alert">
        <p>
          <strong>{text("scan.no_camera")}</strong>
        </p>
        <p>{text("scan.no_camera_hint")}</p>
      </div>
    );
  }
  return (
    <figure className="camera">
      <video ref={video} playsInline muted />
      <span className="camera-frame" aria-hidden="true" />
      <figcaption>{text("scan.aim")}</figcaption>
    </figure>
  );
}

async function watch(
  video: HTMLVideoElement | null,
  signal: AbortSignal,
  onCode: (code: string) => void,
) {
  if (!video) return;
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1280 } },
    audio: false,
  });
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) return close();
  signal.addEventListener("abort", close);
  const { default: decode } = await import("jsqr");
  video.srcObject = stream;
  await video.play();
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  while (!signal.aborted && pen) {
    const { videoWidth, videoHeight } = video;
    if (videoWidth > 0) {
      canvas.width = Math.min(width, videoWidth);
      canvas.height = Math.round((canvas.width * videoHeight) / videoWidth);
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const frame = pen.getImageData(0, 0, canvas.width, canvas.height);
      const found = decode(frame.data, frame.width, frame.height);
      if (found?.data) {
        close();
        onCode(found.data);
        return;
      }
    }
    await new Promise((next) => setTimeout(next, pauseMs));
  }
}
