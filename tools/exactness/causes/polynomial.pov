#version 3.7;
global_settings { assumed_gamma 1 }
#default { finish { ambient 0.1 diffuse 0.9 } }
camera { location <0, 0, -6> right x * image_width / image_height angle 65 }
light_source { <200, 30, -30>, 1 }
light_source { <-200, 30, -300>, 1 }
#declare Lemniscate = quartic {
  < 1, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0 >
  bounded_by { sphere { 0, 2.01 } }
  pigment { rgb <1, 0.15, 0.3> }
}
union {
  object { Lemniscate rotate 45 * z }
  object { Lemniscate rotate -45 * z pigment { rgb <0.5, 0.4, 0.7> } }
  scale 4.5
  rotate <30, 0, 20>
  translate 5 * z
}
