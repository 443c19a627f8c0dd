// Draws a spiral of leaves at the golden angle and writes it to picture.png.
const { createCanvas } = require('canvas');
const { writeFileSync } = require('fs');

const size = 640;
const canvas = createCanvas(size, size);
const pen = canvas.getContext('2d');

const sky = pen.createLinearGradient(0, 0, 0, size);
sky.addColorStop(0, '#10243e');
sky.addColorStop(1, '#3d6a7d');
pen.fillStyle = sky;
pen.fillRect(0, 0, size, size);

const goldenAngle = Math.PI * (3 - Math.sqrt(5));
for (let leaf = 420; leaf > 0; leaf--) {
  const radius = 13 * Math.sqrt(leaf);
  const angle = leaf * goldenAngle;
  pen.save();
  pen.translate(size / 2 + radius * Math.cos(angle), size / 2 + radius * Math.sin(angle));
  pen.rotate(angle);
  pen.fillStyle = `hsl(${35 + leaf / 5}, 75%, ${68 - leaf / 14}%)`;
  pen.beginPath();
  pen.ellipse(0, 0, 5 + leaf / 42, 3 + leaf / 90, 0, 0, 2 * Math.PI);
  pen.fill();
  pen.restore();
}

pen.fillStyle = 'white';
pen.font = '28px sans-serif';
pen.textAlign = 'center';
pen.fillText('drawn in the system it needs', size / 2, size - 24);

writeFileSync('picture.png', canvas.toBuffer('image/png'));
console.log('picture.png');
